"""Every promise has tests that name it, and no test names one that was never made."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.repository import texts
from tests.promises import PROMISES

NAMED = re.compile(r"\bpromises? ((?:P\d+)(?:(?:,? and |, ?)P\d+)*)", re.IGNORECASE)


def named(source: str) -> Iterator[str]:
    """The ids that the docstrings of a module's tests name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for ids in NAMED.findall(ast.get_docstring(node) or ""):
                yield from re.findall(r"P\d+", ids)


def test_tests_and_promises_name_each_other() -> None:
    kept = {
        each
        for name, source in texts(".py")
        if name.startswith("tests/") and "/test_" in name
        for each in named(source)
    }
    assert kept == {promise.id for promise in PROMISES}


def test_the_promises_are_numbered_from_one() -> None:
    assert [each.id for each in PROMISES] == [f"P{n}" for n in range(1, len(PROMISES) + 1)]


def test_only_a_tests_own_docstring_counts() -> None:
    source = (
        'def test_a():\n    """Check 52; promises P3, P4 and P8."""\n'
        'def test_b():\n    """Promise P11: planted."""\n'
        'def helper():\n    """Promise P5."""\n'
        "# Promise P6\n"
    )
    assert list(named(source)) == ["P3", "P4", "P8", "P11"]
