"""The page on connectors: its table is the registry, its code is a connector that runs."""

import re
from pathlib import Path

import pytest

from banking.connectors import NAMES, standard_of, ways_in

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "banking/connectors"
TUTORIAL = ROOT / "tests/banking/connectors/tutorial"
PAGE = (FOLDER / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^`(\w+\.py)`\n\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WAYS = ("numbers", "sign_in", "form", "upload")


def row(name: str) -> str:
    standard = standard_of(name)
    linked_by = ", ".join(way for way in WAYS if way in ways_in(name))
    tells = "yes" if standard.ear else "no"
    has = "yes" if standard.limits else "no"
    return f"| [{standard.title}]({name}/README.md) | `{name}` | {linked_by} | {tells} | {has} |"


def rows(page: str) -> list[str]:
    return re.findall(r"^\| \[.*\|$", page, re.MULTILINE)


def test_its_table_is_the_registry() -> None:
    assert rows(PAGE) == [row(name) for name in NAMES]


def test_the_registry_is_in_the_order_of_its_names() -> None:
    assert sorted(NAMES) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_standard_has_a_page_of_its_own_and_a_way_in(name: str) -> None:
    assert (FOLDER / name / "README.md").is_file()
    assert ways_in(name) <= set(WAYS)
    assert ways_in(name)


def test_its_code_is_the_connector_that_runs() -> None:
    modules = ("wire.py", "mapping.py", "client.py", "standard.py")

    assert BLOCK.findall(PAGE) == [
        (module, (TUTORIAL / module).read_text("utf-8")) for module in modules
    ]


def test_its_code_is_all_of_that_connector() -> None:
    beside = {"bank.py", "test_tutorial.py"}

    assert {path.name for path in TUTORIAL.glob("*.py")} - beside == {
        module for module, _ in BLOCK.findall(PAGE)
    }
