"""What a person would call the merchants that banks name."""

import random

import pytest

from banking import merchants
from banking.known_merchants import BEGINNINGS


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("SQ *BLUE CUP 0042 NEW YORK NY", "Blue Cup"),
        ("AMZN Mktp US*2A3BC", "Amazon"),
        ("AMAZON PRIME*RT4G56", "Amazon Prime"),
        ("Amazon.com*M12AB3CD4 SEATTLE WA", "Amazon"),
        ("PAYPAL *SPOTIFY", "Spotify"),
        ("PAYPAL *JANES SHOES 4029357733 CA", "Janes Shoes"),
        ("UBER   *TRIP HELP.UBER.COM", "Uber"),
        ("UBER *EATS HELP.UBER.COM CA", "Uber Eats"),
        ("UBERTI FIREARMS", "Uberti Firearms"),
        ("LYFT *RIDE SUN 5PM", "Lyft"),
        ("MCDONALD'S F12345 CHICAGO IL", "McDonald's"),
        ("MCDONALDS 4711", "McDonald's"),
        ("7-ELEVEN 38234", "7-Eleven"),
        ("H&M 0123 LOS ANGELES CA", "H&M"),
        ("H&M", "H&M"),
        ("IKEA BROOKLYN", "IKEA"),
        ("TST* THE OLD MILLSTONE - BOSTON", "The Old Millstone - Boston"),
        ("TRADER JOE'S #553 QPS NEW YORK NY", "Trader Joe's"),
        ("WHOLEFDS BKN 10234 BROOKLYN NY", "Whole Foods"),
        ("WM SUPERCENTER #1234 AUSTIN TX", "Walmart"),
        ("TARGET T-2201 MESA AZ", "Target"),
        ("NETFLIX.COM 866-579-7172 CA", "Netflix"),
        ("APPLE.COM/BILL 866-712-7753 CA", "Apple"),
        ("APPLEBEE'S 8812 TULSA OK", "Applebee's"),
        ("GOOGLE *YouTube Premium g.co/helppay", "YouTube"),
        ("POS PURCHASE HARVEST CORNER 0817 DENVER CO", "Harvest Corner"),
        ("PURCHASE AUTHORIZED ON 11/17 CORNER ROAST PORTLAND OR", "Corner Roast"),
        ("CHECKCARD 1117 COPPER KETTLE COFFEE", "Copper Kettle Coffee"),
        ("JUNIPER OUTFITTERS LLC", "Juniper Outfitters"),
        ("BAUHAUS GMBH", "Bauhaus"),
        ("FOREVER 21", "Forever 21"),
        ("24 HOUR FITNESS", "24 Hour Fitness"),
        ("O'REILLY'S PUB", "O'Reilly's Pub"),
        ("JOE'S DINER", "Joe's Diner"),
        ("BANK OF THE WEST", "Bank of the West"),
        ("CAFÉ DU MONDE", "Café du Monde"),
        ("BBQ PIT", "BBQ Pit"),
        ("CVS/PHARMACY #04567", "CVS"),
        ("AT&T*BILL PAYMENT", "AT&T"),
        ("WWW.SHOEPALACE.COM", "Shoepalace"),
        ("harvest corner", "Harvest Corner"),
        ("Thread & Loom", "Thread & Loom"),
        ("COFFEE-BAR", "Coffee-Bar"),
        ("Sushi 食堂", "Sushi 食堂"),
        ("BP#1234567", "BP"),
        ("ST JAMES BAKERY", "St James Bakery"),
        ("REWEAVED GOODS", "Reweaved Goods"),
        ("12345678", "12345678"),
        ("***", "***"),
    ],
)
def test_a_banks_text_becomes_a_name(raw: str, name: str) -> None:
    assert merchants.known_as(raw, "not looked at") == name


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("SQ *BLUE CUP 0042 NEW YORK NY", "Blue Cup"),
        ("Harvest Corner", "Harvest Corner"),
        ("Transfer from Main", ""),
        ("Payment received, thank you", ""),
        ("INTEREST PAID", ""),
        ("ATM 0042 NEW YORK NY", ""),
        ("CHECK 1042", ""),
        ("Monthly fee", ""),
        ("FEELGOOD YOGA", "Feelgood Yoga"),
    ],
)
def test_without_a_merchant_the_description_may_name_one(description: str, name: str) -> None:
    assert merchants.known_as("", description) == name


@pytest.mark.parametrize("nothing", ["", " ", "\t\n"])
def test_nothing_is_called_nothing(nothing: str) -> None:
    assert merchants.known_as(nothing, nothing) == ""


@pytest.mark.parametrize("name", sorted(set(BEGINNINGS.values())))
def test_a_known_name_is_its_own(name: str) -> None:
    assert merchants.known_as(name, "") == name


_PIECES = [
    "SQ *", "PAYPAL *", "TST* ", "POS DEBIT ", "www.", ".com", " INC", ", LLC", " #12", " 0042",
    " NEW YORK NY", " CA US", "*", "**", " ", "  ", "-", "'", "&", "/", "BLUE CUP", "mcdonalds",
    "AMZN", "Uber", "H&M", "7-ELEVEN", "O'", "é", "ß", "İ", "ǆ", "食", "12", "555-123-4567", "of",
    "THE", "SP ", "GOOGLE *", "CO", ".", "x" * 150, "\u0130\u0307", "\u00a0", "ﬁ",
]  # fmt: skip


def test_a_name_is_called_what_it_is_called_and_is_never_long() -> None:
    chance = random.Random(2018)  # noqa: S311 - the same texts each time
    raws = ["".join(chance.choices(_PIECES, k=chance.randint(1, 9))) for _ in range(5_000)]

    names = {raw: merchants.known_as(raw, "") for raw in raws}

    assert [raw for raw, name in names.items() if merchants.known_as(name, "") != name] == []
    assert [raw for raw, name in names.items() if len(name) > merchants.LONGEST] == []
    assert [raw for raw, name in names.items() if bool(name) != bool(raw.strip())] == []
