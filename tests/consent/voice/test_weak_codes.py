"""Which voice codes are refused, and why."""

from datetime import date

import pytest

from consent.voice.weak_codes import Objection, objection

BORN = date(1986, 4, 17)


@pytest.mark.parametrize("code", ["4071", "0412", "8305", "0986"])
def test_most_codes_are_good_and_a_leading_zero_is_a_digit(code: str) -> None:
    assert objection(code, last_digits={"1234", ""}, born_on=BORN) is None


@pytest.mark.parametrize("code", ["", "407", "40711", "407 ", "40a1", "٤٠٧١", "-407", "4.71"])
def test_a_code_is_four_plain_digits(code: str) -> None:
    assert objection(code) is Objection.NOT_FOUR_DIGITS


@pytest.mark.parametrize("code", ["0000", "7777", "1212", "1122", "1221", "4448"])
def test_it_has_at_least_three_different_digits(code: str) -> None:
    assert objection(code) is Objection.TOO_FEW


@pytest.mark.parametrize("code", ["1234", "4567", "9876", "3210", "7890", "8901", "0987", "2109"])
def test_it_does_not_count_up_or_down_over_the_end_either(code: str) -> None:
    assert objection(code) is Objection.SEQUENCE


@pytest.mark.parametrize("code", ["1704", "0417", "0486", "8604", "1986", "1786", "8617"])
def test_it_is_no_part_of_her_date_of_birth(code: str) -> None:
    assert objection(code, born_on=BORN) is Objection.BIRTH


def test_another_date_of_birth_is_nothing_to_her() -> None:
    assert objection("1704", born_on=date(1979, 11, 3)) is None


@pytest.mark.parametrize("code", ["1975", "2026", "1908"])
def test_it_is_no_year(code: str) -> None:
    assert objection(code) is Objection.YEAR


def test_it_is_not_the_end_of_an_account_of_hers() -> None:
    assert objection("5678", last_digits={"5671"}) is Objection.SEQUENCE
    assert objection("5671", last_digits={"4321", "5671"}) is Objection.ACCOUNT


@pytest.mark.parametrize("code", ["2580", "1357", "2468", "1470"])
def test_it_is_none_that_many_people_choose(code: str) -> None:
    assert objection(code) is Objection.COMMON
