"""What was released, and the receipts: hers alone, and without a figure."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from consent import gateway, operations
from consent.models import Disclosure
from consent.release import Balances, TurnNote, Wanted
from consent.scopes import Scope
from tests import people
from tests.consent.api import app
from tests.people import NOW, Cast


def ask(cast: Cast, *, times: int = 1) -> None:
    """Alice asks Alexa, a minute apart."""
    for turn in range(times):
        note = TurnNote(turn_id=f"turn-{turn}", platform="alexa", device="speaker", topic="balance")
        at = NOW + timedelta(minutes=turn)
        released = gateway.balances(cast.alices_token, Wanted(), note=note, now=at, wait_s=0)
        assert isinstance(released, Balances)


def test_alice_reads_what_was_released(cast: Cast) -> None:
    ask(cast)
    answer = app.of(cast.alice).get("disclosures/")
    [told] = answer.json()["results"]
    assert "Alexa, on a speaker without a screen, was told the balance" in told.pop("sentence")
    assert told == {
        "consent": app.consent_of(cast.alice).public_id,
        "number": 1,
        "at": "2026-11-20T18:04:00Z",
        "assistant": "Alexa",
        "platform": "alexa",
        "device": "speaker",
        "topic": "balance",
        "manner": "exact",
        "scopes": ["balances"],
        "accounts": [{"ref": cast.everyday.public_id, "label": "Everyday ..1234"}],
    }


def test_bob_and_charlie_read_nothing_of_hers(cast: Cast) -> None:
    ask(cast)
    hers = app.consent_of(cast.alice).public_id
    told = [
        app.of(who).get(f"{kind}/?consent={hers}").json()["results"]
        for who in (cast.bob, cast.charlie)
        for kind in ("disclosures", "receipts")
    ]
    assert told == [[], [], [], []]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 2, 1]),
        ("consent={consent}", [3, 2, 1]),
        ("consent=AAAAAAAAAAAAAAAAAAAAAA", []),
        ("account={account}", [3, 2, 1]),
        ("account={other}", []),
        ("since=2026-11-20T18:05:00Z", [3, 2]),
        ("until=2026-11-20T18:05:00Z", [1]),
        ("since=2026-11-20T13:05:00-05:00&until=2026-11-20T18:06:00Z", [2]),
    ],
)
def test_a_filter_leaves_what_it_says(cast: Cast, query: str, numbers: list[int]) -> None:
    ask(cast, times=3)
    refs = {"account": cast.everyday.public_id, "other": cast.rainy_day.public_id}
    asked = query.format(consent=app.consent_of(cast.alice).public_id, **refs)
    answer = app.of(cast.alice).get(f"disclosures/?{asked}")
    assert [each["number"] for each in answer.json()["results"]] == numbers


def test_what_she_erased_is_not_shown(cast: Cast) -> None:
    ask(cast)
    Disclosure.objects.update(hidden_at=NOW)
    assert app.of(cast.alice).get("disclosures/").json()["results"] == []


def test_pages_follow_each_other_while_more_is_released(cast: Cast) -> None:
    ask(cast, times=60)
    alice = app.of(cast.alice)
    first = alice.get("disclosures/").json()
    note = TurnNote(turn_id="late", platform="alexa", device="speaker", topic="balance")
    at = NOW + timedelta(hours=2)
    gateway.balances(cast.alices_token, Wanted(), note=note, now=at, wait_s=0)
    second = alice.get(first["next"].removeprefix("https://testserver")).json()
    numbers = [each["number"] for page in (first, second) for each in page["results"]]
    assert numbers == list(range(60, 0, -1))


@pytest.mark.parametrize("times", [1, 40])
def test_disclosures_take_as_many_statements_however_many_there_are(
    cast: Cast, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The session, the customer, her time zone or her bank's, the disclosures with theirs."""
    ask(cast, times=times)
    alice = app.of(cast.alice)
    alice.get("disclosures/")
    with django_assert_num_queries(5):
        answer = alice.get("disclosures/")
    assert len(answer.json()["results"]) == times


def test_alice_reads_the_receipts_of_her_changes(cast: Cast) -> None:
    consent = app.consent_of(cast.alice)
    alice = app.of(cast.alice)
    alice.post(f"consents/{consent.public_id}/pause/")
    listed = alice.get(f"receipts/?consent={consent.public_id}").json()["results"]
    assert [(each["event"], each["channel"], each["number"]) for each in listed] == [
        ("pause", "app", 2),
        ("grant", "pages", 1),
    ]
    whole = alice.get(f"receipts/{listed[0]['id']}/").json()
    document = consent.receipts.get(number=2).document
    assert whole == listed[0] | {"document": document}


def test_anothers_receipt_is_as_if_there_were_none(cast: Cast) -> None:
    hers = app.consent_of(cast.alice).receipts.get().public_id
    for who in (cast.bob, cast.charlie):
        answer = app.of(who).get(f"receipts/{hers}/")
        assert (answer.status_code, answer.json()) == (404, app.NOT_HERS)


def test_no_answer_holds_a_figure_or_a_secret(cast: Cast) -> None:
    """Promise P5."""
    ask(cast)
    operations.request(cast.alice, cast.other, NOW + timedelta(hours=1), asked="balances")
    people.allow(cast.alice, cast.other, [Scope.BALANCES], [cast.rainy_day])
    alice = app.of(cast.alice)
    receipt = app.consent_of_assistant(cast.alice, cast.alexa).receipts.get().public_id
    said = "".join(_said(alice, path) for path in _PATHS) + _said(alice, f"receipts/{receipt}/")
    secrets = ("1234.50", "123450", "1,234", "999900", "9,999", people.SECRET, cast.alices_token)
    assert [secret for secret in secrets if secret in said] == []


_PATHS = ("consents/", "links/", "accounts/", "disclosures/", "receipts/", "voice-code/")


def _said(alice: app.App, path: str) -> str:
    answer: Any = alice.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())
