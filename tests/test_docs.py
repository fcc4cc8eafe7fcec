from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples = load("examples")
cli_reference = load("cli_reference")


@pytest.mark.parametrize("document", examples.DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documentation_prints_what_is_shown(document: Path) -> None:
    if missing := examples.missing_tools(document):
        pytest.skip(f"the examples need {' and '.join(missing)}")
    assert examples.as_printed(document) == document.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", examples.DOCUMENTS, ids=lambda path: path.name)
def test_every_python_session_in_the_documentation_prints_what_is_shown(document: Path) -> None:
    assert examples.failures_in_sessions(document) == 0


def test_the_command_line_reference_is_what_the_commands_say() -> None:
    assert cli_reference.REFERENCE.read_text(encoding="utf-8") == cli_reference.reference()
