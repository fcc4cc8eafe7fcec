"""What tests of the engine share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from evsched.engine import kernel


@pytest.fixture(scope="module", params=["plain", "columns"])
def each_kernel(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run all tests of a module by either kernel, however few people they are about."""
    intervals = 0 if request.param == "columns" else sys.maxsize
    with pytest.MonkeyPatch.context() as patched:
        for name in ("WORTH_USING", "WORTH_LOADING"):
            patched.setattr(kernel, name, intervals)
        yield
