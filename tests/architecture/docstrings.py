"""What the docstrings of the tests name: promises, rules of the standards, checks."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.repository import texts


def named(source: str, kind: str, form: str) -> Iterator[str]:
    """The ids of one form that a module's tests name after its word, one ("promise P3") or many.

    A baseline is no proof of what stands upon it, so what follows "baseline of" does not count.
    """
    listed = rf"(?<!baseline of )\b{kind}s?\s+((?:{form})\b(?:(?:,?\s+and\s+|,\s*)(?:{form})\b)*)"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for ids in re.findall(listed, ast.get_docstring(node) or "", re.IGNORECASE):
                yield from re.findall(form, ids)


def named_by_tests(kind: str, form: str) -> set[str]:
    """Every id that some test of the repository names."""
    return {
        each
        for name, source in texts(".py")
        if name.startswith("tests/") and "/test_" in name
        for each in named(source, kind, form)
    }
