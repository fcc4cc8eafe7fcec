from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evsched.api.settings import Access
from evsched.remote import TokenFile
from tests.remote.running import running


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    """A file of tokens that is not there yet."""
    return TokenFile(tmp_path / "data" / "tokens.json")


@pytest.fixture
def access() -> Access:
    """Whether a change on the server needs a token."""
    return "tokens"


@pytest.fixture
def server(tmp_path: Path, access: Access) -> Iterator[str]:
    """The URL of a server with a database of its own."""
    with running(tmp_path / "server.db", access) as url:
        yield url
