"""A disclosure in words: whole sentences, and one for whatever is not known."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from banking.facts import new_public_id
from consent.history import lines
from consent.ledger import canonical
from consent.models import Disclosure
from tests.people import NOW

ONE = [{"ref": new_public_id(), "label": "Everyday ..1234"}]
THREE = [{"ref": new_public_id(), "label": name} for name in ("Everyday", "Rainy Day", "Visa")]


def sentence(**said: Any) -> str:
    content = canonical({"assistant": "Alexa", "topic": "balance", "accounts": ONE} | said)
    disclosure = Disclosure(seq=1, at=NOW, content=content, digest="", hash="")
    return lines.line(disclosure, "a-consent", NOW).sentence


@pytest.mark.parametrize(
    ("device", "where"),
    [
        ("speaker", "Alexa, on a speaker without a screen, was told"),
        ("screen", "Alexa, on a device with a screen, was told"),
        ("chat", "Alexa, in a chat, was told"),
        ("watch", "Alexa was told"),
    ],
)
@pytest.mark.parametrize("topic", ["balance", "something.new"])
def test_every_device_has_its_sentence_for_every_topic(topic: str, device: str, where: str) -> None:
    what = "the balance of" if topic == "balance" else "something about"
    assert sentence(topic=topic, device=device) == f"Fri 18:04, {where} {what} Everyday ..1234."


def test_several_accounts_are_listed_as_people_list_them() -> None:
    told = "Fri 18:04, Alexa, in a chat, was told the balances of Everyday, Rainy Day, and Visa."
    assert sentence(device="chat", accounts=THREE) == told


@pytest.mark.parametrize(
    ("manner", "more"),
    [
        ("exact", ""),
        ("", ""),
        ("of.later", ""),
        ("rounded", " Amounts were rounded."),
        ("screen", " Amounts were for the screen, and not spoken."),
        ("yes_no", " It was a yes or no, without an amount."),
    ],
)
def test_how_it_was_told_is_a_sentence_of_its_own(manner: str, more: str) -> None:
    told = "Fri 18:04, Alexa was told the balance of Everyday ..1234."
    assert sentence(manner=manner) == told + more


def test_credit_that_was_told_is_said() -> None:
    assert sentence(scopes=["balances", "dues"]).endswith("The credit left was part of it.")


def test_a_line_without_an_account_is_said_too() -> None:
    assert sentence(accounts=[]) == "Fri 18:04, Alexa was told something."


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"accounts":7}', '{"assistant":null}'])
def test_what_cannot_be_read_is_neutral(content: str) -> None:
    disclosure = Disclosure(seq=1, at=NOW, content=content, digest="", hash="")
    told = lines.line(disclosure, "a-consent", NOW).sentence
    assert told == "Fri 18:04, an assistant was told something."


@pytest.mark.parametrize(
    ("days", "when"), [(0, "Fri 18:04"), (6, "Fri 18:04"), (7, "Fri 20 Nov 2026 18:04")]
)
def test_the_day_of_the_week_is_enough_for_a_week(days: int, when: str) -> None:
    disclosure = Disclosure(seq=1, at=NOW, content="{}", digest="", hash="")
    told = lines.line(disclosure, "a-consent", NOW + timedelta(days=days)).sentence
    assert told == f"{when}, an assistant was told something."


def test_it_is_the_time_zone_in_force_that_counts() -> None:
    with timezone.override("Asia/Tokyo"):
        assert sentence().startswith("Sat 03:04, ")
