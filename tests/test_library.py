"""The library's public face."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module, resources
from pkgutil import walk_packages
from types import FunctionType, ModuleType
from typing import Any, get_type_hints

import pytest

import evsched
from evsched import errors, scheduler

PARTS = [each.name for each in walk_packages(evsched.__path__, "evsched.") if each.name != "evsched.__main__"]
METHODS = (FunctionType, staticmethod, classmethod, property)


def public_parts(module: Any) -> Iterator[tuple[str, Any]]:
    """Yield every public function and class that a module defines, and the public methods of the classes."""
    for name, part in vars(module).items():
        if name.startswith("_") or getattr(part, "__module__", "") != module.__name__ or not callable(part):
            continue
        yield f"{module.__name__}.{name}", part
        if inspect.isclass(part):
            for inner, method in vars(part).items():
                if not inner.startswith("_") and isinstance(method, METHODS):
                    yield f"{module.__name__}.{name}.{inner}", method


def test_all_is_sorted_and_names_nothing_twice() -> None:
    assert evsched.__all__ == sorted(set(evsched.__all__))


def test_all_is_what_each_name_has_a_home_for() -> None:
    assert evsched.__all__ == sorted(name for names in evsched._HOMES.values() for name in names)


def test_all_has_what_the_design_promises() -> None:
    promised = {"Event", "Participant", "Slot", "Availability", "Scheduler", "find", "parse_slots"}
    promised |= {"Answer", "EventChanges", "Invitation", "Limits", "Once", "Scheduling", "StoredEvent", "EventSummary"}
    assert promised <= set(evsched.__all__)


@pytest.mark.parametrize("name", evsched.__all__)
def test_every_public_name_can_be_imported_and_is_its_own(name: str) -> None:
    part = getattr(evsched, name)
    assert part.__name__ == name
    assert part.__module__.startswith("evsched.")
    assert name in dir(evsched)


def test_everything_is_imported_by_a_star() -> None:
    names: dict[str, Any] = {}
    exec("from evsched import *", names)  # noqa: S102 - a star is for modules alone
    assert set(evsched.__all__) == names.keys() - {"__builtins__"}


@pytest.mark.parametrize("module", [evsched, scheduler])
@pytest.mark.parametrize("name", ["Evnt", "recommendation", "__wrapped__", ""])
def test_an_unknown_name_is_an_attribute_error(module: ModuleType, name: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute '{name}'"):
        getattr(module, name)


def test_an_unknown_name_cannot_be_imported() -> None:
    with pytest.raises(ImportError):
        from evsched import Evnt  # noqa: F401


def test_every_error_has_a_permanent_name_of_its_own() -> None:
    public = [getattr(evsched, name) for name in evsched.__all__]
    kinds = {each for each in public if inspect.isclass(each) and issubclass(each, evsched.EvschedError)}
    assert evsched.InvalidInputs.slug == evsched.InvalidInput.slug
    slugs = [each.slug for each in kinds - {evsched.InvalidInputs}]
    assert len(slugs) == len(set(slugs)) == 15
    assert all(slug.replace("-", "").isalpha() and slug.islower() for slug in slugs)


def test_every_error_of_evsched_is_public() -> None:
    defined = {name for name, each in vars(errors).items() if inspect.isclass(each) and issubclass(each, Exception)}
    assert defined <= set(evsched.__all__)


def test_the_package_says_that_it_is_typed() -> None:
    assert resources.files("evsched").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", ["evsched", *PARTS])
def test_every_module_and_every_public_part_of_it_has_a_docstring(name: str) -> None:
    module = import_module(name)
    assert module.__doc__
    for where, part in public_parts(module):
        text = inspect.getdoc(part) or ""
        sentence = text.partition("\n\n")[0]
        assert sentence.endswith((".", "?", ":", "…")) or "(" in sentence, where
        assert sentence[:1].isupper() or sentence[:1] in '"`', where


@pytest.mark.parametrize("name", [each for each in evsched.__all__ if inspect.isfunction(getattr(evsched, each))])
def test_every_public_function_has_an_example(name: str) -> None:
    assert ">>>" in (inspect.getdoc(getattr(evsched, name)) or "")


def test_the_version_is_one() -> None:
    assert evsched.__version__.count(".") == 2


@pytest.mark.parametrize(
    "name", [each for each in evsched.__all__ if hasattr(getattr(evsched, each), "__match_args__")]
)
def test_the_types_of_a_values_parts_are_known_to_programs(name: str) -> None:
    value: Any = getattr(evsched, name)
    assert get_type_hints(value).keys() >= set(value.__match_args__)
