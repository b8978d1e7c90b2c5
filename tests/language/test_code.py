"""What the code itself tells a customer goes through the catalogues."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogs import APPS, ROOT

# The operator's, the developer's, and what no customer of a bank meets.
_NOT_THE_CUSTOMERS = {
    *("admin", "admin.py", "signin_admin.py", "operator.py"),
    *("migrations", "management", "models", "models.py"),
    *("sandbox", "simulator"),
}
# What is called so shows its text to her: messages, and what a form says.
_TELLING = {"success", "info", "warning", "error"}
_REFUSING = {"ValidationError"}
_SHOWN = {"label", "error_messages"}


def _modules() -> list[Path]:
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return [path for path in paths if not _NOT_THE_CUSTOMERS & set(path.parts)]


def bare(source: str) -> list[str]:
    """The texts in it that are shown as they are."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [text for call in calls for text in _bare(call)]


def _bare(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    of = getattr(getattr(call.func, "value", None), "id", "")
    shown = [each.value for each in call.keywords if each.arg in _SHOWN]
    if (of == "messages" and name in _TELLING) or name in _REFUSING:
        shown += call.args
    for node in shown:
        values = node.values if isinstance(node, ast.Dict) else [node]
        yield from (str(it.value) for it in values if isinstance(it, ast.Constant) and it.value)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_shows_no_text_of_its_own(path: Path) -> None:
    """Promise P10."""
    assert bare(path.read_text()) == []


def test_a_text_that_is_shown_as_it_is_would_be_found() -> None:
    source = (
        'messages.info(request, "Hello"); messages.info(request, _("Hello"))\n'
        'Field(label="Name", error_messages={"required": "Say it", "invalid": _("No")})\n'
        'raise ValidationError("Wrong")'
    )
    assert sorted(bare(source)) == ["Hello", "Name", "Say it", "Wrong"]
