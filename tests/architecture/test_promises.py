"""Every promise has tests that name it, and no test names one that was never made."""

from tests.architecture.docstrings import named, named_by_tests
from tests.promises import PROMISES

FORM = r"P\d+"


def test_tests_and_promises_name_each_other() -> None:
    assert named_by_tests("promise", FORM) == {promise.id for promise in PROMISES}


def test_the_promises_are_numbered_from_one() -> None:
    assert [each.id for each in PROMISES] == [f"P{n}" for n in range(1, len(PROMISES) + 1)]


def test_only_a_tests_own_docstring_counts() -> None:
    source = (
        'def test_a():\n    """Check 52; promises P3, P4 and P8."""\n'
        'def test_b():\n    """Promise P11: planted."""\n'
        'def test_c():\n    """The baseline of promises P6 and P7."""\n'
        'def helper():\n    """Promise P5."""\n'
        "# Promise P6\n"
    )
    assert list(named(source, "promise", FORM)) == ["P3", "P4", "P8", "P11"]
