"""What codes and words become in our own categories."""

import pytest

from banking import categories
from banking.facts import Category


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("0742", Category.SERVICES),
        ("1711", Category.HOUSING),
        ("3058", Category.TRAVEL),
        ("3387", Category.TRAVEL),
        ("3690", Category.TRAVEL),
        ("4111", Category.TRANSPORT),
        ("4119", Category.HEALTH),
        ("4121", Category.TRANSPORT),
        ("4215", Category.SERVICES),
        ("4411", Category.TRAVEL),
        ("4511", Category.TRAVEL),
        ("4722", Category.TRAVEL),
        ("4784", Category.TRANSPORT),
        ("4814", Category.UTILITIES),
        ("4829", Category.TRANSFER),
        ("4899", Category.UTILITIES),
        ("4900", Category.UTILITIES),
        ("5045", Category.SHOPPING),
        ("5122", Category.HEALTH),
        ("5211", Category.HOUSING),
        ("5262", Category.SHOPPING),
        ("5310", Category.SHOPPING),
        ("5411", Category.GROCERIES),
        ("5499", Category.GROCERIES),
        ("5541", Category.TRANSPORT),
        ("5651", Category.SHOPPING),
        ("5732", Category.SHOPPING),
        ("5812", Category.RESTAURANTS),
        ("5814", Category.RESTAURANTS),
        ("5816", Category.ENTERTAINMENT),
        ("5912", Category.HEALTH),
        ("5921", Category.GROCERIES),
        ("5942", Category.SHOPPING),
        ("5960", Category.INSURANCE),
        ("5983", Category.UTILITIES),
        ("5999", Category.SHOPPING),
        ("6011", Category.CASH),
        ("6012", Category.OTHER),
        ("6051", Category.TRANSFER),
        ("6211", Category.TRANSFER),
        ("6300", Category.INSURANCE),
        ("6513", Category.HOUSING),
        ("6540", Category.TRANSFER),
        ("7011", Category.TRAVEL),
        ("7230", Category.SERVICES),
        ("7511", Category.TRANSPORT),
        ("7512", Category.TRAVEL),
        ("7523", Category.TRANSPORT),
        ("7538", Category.TRANSPORT),
        ("7832", Category.ENTERTAINMENT),
        ("7995", Category.ENTERTAINMENT),
        ("8011", Category.HEALTH),
        ("8062", Category.HEALTH),
        ("8111", Category.SERVICES),
        ("8220", Category.EDUCATION),
        ("8351", Category.SERVICES),
        ("8398", Category.GIVING),
        ("8661", Category.GIVING),
        ("8931", Category.SERVICES),
        ("9222", Category.OTHER),
        ("9311", Category.TAXES),
        ("9402", Category.SERVICES),
        ("9405", Category.OTHER),
        ("9411", Category.LOANS),
        ("9950", Category.OTHER),
    ],
)
def test_a_merchant_category_code_has_a_category(code: str, category: Category) -> None:
    assert categories.of_words(code) is category


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Groceries", Category.GROCERIES),
        ("FOOD_AND_DINING / Restaurants", Category.RESTAURANTS),
        ("Auto & Transport: Gas Station", Category.TRANSPORT),
        ("Auto loan", Category.LOANS),
        ("Home loan", Category.HOUSING),
        ("Auto insurance", Category.INSURANCE),
        ("Automatic payment", Category.OTHER),
        ("Income tax", Category.TAXES),
        ("Taxi", Category.TRANSPORT),
        ("Taxes", Category.TAXES),
        ("Rent", Category.HOUSING),
        ("Rental income", Category.INCOME),
        ("Car rental", Category.TRAVEL),
        ("Equipment rental", Category.OTHER),
        ("ATM fee", Category.FEES),
        ("ATM withdrawal", Category.CASH),
        ("Cashback", Category.OTHER),
        ("Electronics", Category.SHOPPING),
        ("Electric", Category.UTILITIES),
        ("Hospitality", Category.OTHER),
        ("Interest paid", Category.INTEREST),
        ("ÉPICERIE", Category.OTHER),
    ],
)
def test_the_word_that_tells_most_decides(words: str, category: Category) -> None:
    assert categories.of_words(words) is category


@pytest.mark.parametrize("text", [None, "", "  ", "541", "54111", "٥٤١١"])
def test_what_is_unknown_is_other(text: str | None) -> None:
    assert categories.of_words(text) is Category.OTHER


def test_each_code_from_the_first_to_the_last_has_a_category() -> None:
    assert {type(categories.of_words(f"{code:04}")) for code in range(10_000)} == {Category}
