"""The frozen types that all may import bring nothing else of banking with them, and no Django."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.repository import ROOT

ALLOWED = {"banking/money.py": set[str](), "banking/facts.py": {"banking.money"}}


def imports(source: str) -> Iterator[str]:
    """Everything imported anywhere in the source, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module="banking", names=names, level=0):
                # `from banking import models` names a module, too.
                yield from (f"banking.{each.name}" for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.ImportFrom():
                yield "banking, relatively"


def heavy(source: str, allowed: set[str]) -> list[str]:
    """Imports of Django or of other modules of ours."""
    ours = ("django", "banking", "consent", "assistant")
    return [name for name in imports(source) if name.startswith(ours) and name not in allowed]


@pytest.mark.parametrize("path", ALLOWED)
def test_the_frozen_types_stand_on_nothing(path: str) -> None:
    assert heavy((ROOT / path).read_text(), ALLOWED[path]) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("from django.db import models", "django.db"),
        ("import banking.models", "banking.models"),
        ("from banking import queries", "banking.queries"),
        ("def later():\n    from banking.models import User", "banking.models"),
        ("from . import models", "banking, relatively"),
    ],
)
def test_a_planted_import_is_found(planted: str, found: str) -> None:
    assert heavy(f"from banking.money import Money\n{planted}", {"banking.money"}) == [found]
