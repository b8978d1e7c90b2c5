"""What a reader may count on: short modules, doors that explain themselves, a known top level."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.repository import files, texts

LONGEST = 300
TOP = {
    *("manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE"),
    *("assistant", "banking", "consent", "tests", "docker"),
    *(".gitignore", ".editorconfig", ".pre-commit-config.yaml", ".github", ".ci"),
}
DOORS = re.compile(
    r"(consent/(gateway|operations|queries)|banking/(queries|connector)|assistant/platform)"
    r"(/\w+)*\.py"
)
# Written in pieces here and below, or this file would be the first to be found.
MACHINE = re.compile(
    r"(?<![\w.<>)}*-])/(root|work|opt|Users|home)" + r"/\w"
    r"|py" + r"pi\.(org|python)|pythonhosted" + r"\.org"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_long(modules: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, source in modules if len(source.splitlines()) > LONGEST]


def without_docstring(source: str) -> list[str]:
    """Public functions, and methods of public classes, that say nothing of themselves."""
    return [
        name for name, function in _public(ast.parse(source)) if not ast.get_docstring(function)
    ]


def _public(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield from _public(node, f"{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("_"):
                    yield prefix + name, node


def machine_words(source: str) -> list[str]:
    """Paths of one machine, and addresses of package indexes."""
    return [found.group() for found in MACHINE.finditer(source)]


def test_no_module_is_longer_than_the_limit() -> None:
    assert too_long(each for each in texts(".py") if "/migrations/" not in each[0]) == []


def test_a_planted_long_module_is_found() -> None:
    planted = [("long.py", "pass\n" * 301), ("just.py", "pass\n" * 300)]
    assert too_long(planted) == ["long.py"]


def test_every_public_function_at_the_doors_has_a_docstring() -> None:
    doors = {name: source for name, source in texts(".py") if DOORS.fullmatch(name)}
    assert len(doors) >= 6
    assert {name: found for name in doors if (found := without_docstring(doors[name]))} == {}


def test_a_planted_function_without_a_docstring_is_found() -> None:
    planted = (
        "def bare(): ...\n"
        "def _private(): ...\n"
        "def told():\n    '''Says it.'''\n"
        "class Open:\n    def bare(self): ...\n"
        "class _Closed:\n    def bare(self): ...\n"
    )
    assert without_docstring(planted) == ["bare", "Open.bare"]


def test_the_top_level_holds_exactly_what_the_design_says() -> None:
    assert {name.partition("/")[0] for name in files()} == TOP


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = {name: words for name, text in texts() if (words := machine_words(text))}
    assert found == {}


def test_a_planted_path_and_a_planted_index_are_found() -> None:
    folder, host = "/{}/sayso".format("root"), "{}.org".format("pypi")
    planted = f"cd {folder} && pip install --index-url https://{host}/simple sayso"
    assert machine_words(planted) == [folder[:7], host]
    assert machine_words("https://bank.example/work/1 and a/home/b") == []
