"""Every check on the list has a test that names it."""

from tests.architecture.docstrings import named_by_tests
from tests.checks import CHECKS


def test_no_check_is_without_a_test() -> None:
    assert CHECKS.keys() - {int(number) for number in named_by_tests("check", r"\d+")} == set()


def test_the_list_has_no_gap() -> None:
    assert list(CHECKS) == [*range(21, 37), *range(40, 61), *range(66, 73)]
