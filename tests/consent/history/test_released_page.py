"""The page of what was released: her own lines, filtered, as files, and checked."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.history import released
from consent.models import Consent
from consent.proof import erasing
from consent.scopes import Scope
from tests import people
from tests.consent.history.visits import PATH, page
from tests.consent.oauth.linking import browser
from tests.consent.proof.chains import content, record
from tests.people import NOW, Cast

SENTENCE = (
    "Fri 13:04, Alexa, on a speaker without a screen, was told the balance of Everyday ..1234."
)


def streamed(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content).decode()


def test_alice_reads_her_lines_in_her_own_time_the_newest_first(told: Cast) -> None:
    shown = page(told)
    older = (
        "Fri 6 Nov 2026 13:04, Alexa, on a device with a screen, "
        "was told the balance of Rainy Day ..5678."
    )
    assert 0 < shown.index(SENTENCE) < shown.index(older)
    assert "2 answers" in shown
    assert "of Household" not in shown


def test_bob_reads_his_own(told: Cast) -> None:
    shown = page(told, "bob")
    assert "Fri 13:04, Other, in a chat, was told the balance of Household ..4321." in shown
    assert "Everyday" not in shown


def test_charlie_reads_that_nothing_was_released(told: Cast) -> None:
    shown = page(told, "charlie")
    assert "Nothing was released." in shown
    assert "was told" not in shown


@pytest.mark.parametrize("path", ["", "csv/", "json/", "check/"])
def test_a_stranger_signs_in_first(told: Cast, path: str) -> None:
    assert browser().get(PATH + path)["Location"] == f"/accounts/login/?next={PATH}{path}"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"assistant": "alexa"}, 2),
        ({"since": "2026-11-20"}, 1),
        ({"until": "2026-11-19"}, 1),
        ({"since": "2026-11-06", "until": "2026-11-06"}, 1),
        ({"since": "2026-11-07", "until": "2026-11-19"}, 0),
    ],
)
def test_she_filters_by_assistant_and_day(told: Cast, asked: dict[str, str], count: int) -> None:
    assert page(told, **asked).count("was told") == count


def test_she_filters_by_account(told: Cast) -> None:
    shown = page(told, account=told.rainy_day.public_id)
    assert (shown.count("was told"), "of Rainy Day ..5678" in shown) == (1, True)


def test_she_filters_by_one_consent(told: Cast) -> None:
    first = Consent.objects.get(customer=told.alice)
    assert page(told, consent=first.public_id).count("was told") == 2
    bobs = Consent.objects.get(customer=told.bob)
    assert page(told, consent=bobs.public_id).count("was told") == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"assistant": "other"},
        {"account": "nobodys"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-11-20", "until": "2026-11-19"},
        {"consent": "no slug!"},
    ],
)
def test_what_cannot_be_asked_for_shows_nothing(told: Cast, asked: dict[str, str]) -> None:
    """Promise P2."""
    assert page(told, **asked).count("was told") == 0
    for suffix in ("csv/", "json/"):
        assert browser(told.alice).get(PATH + suffix, asked)["Location"].startswith(f"{PATH}?")


def test_fifty_lines_are_a_page(told: Cast) -> None:
    alices = Consent.objects.get(customer=told.alice)
    for minute in range(50):
        record(alices, content(told.everyday), NOW + timedelta(minutes=minute))
    first, second = page(told, assistant="alexa"), page(told, assistant="alexa", page="2")
    assert (first.count("was told"), second.count("was told")) == (50, 2)
    assert 'href="?assistant=alexa&amp;page=2"' in first
    assert "Page 2 of 2" in second


def test_the_chart_has_the_last_twelve_weeks_in_numbers_too(told: Cast) -> None:
    shown = page(told)
    assert shown.count("<rect ") == 12
    assert 'x="440" y="0" width="34" height="100"' in " ".join(shown.split())
    bars = released.chart(told.alice, released.Filters(), NOW.date())
    assert [bar.count for bar in bars] == [0] * 9 + [1, 0, 1]
    assert (bars[0].first, bars[-1].last) == (NOW.date() - timedelta(days=83), NOW.date())


def test_a_chart_of_filtered_days_has_no_more_bars_than_days(told: Cast) -> None:
    day = NOW.date()
    filters = released.Filters(since=day - timedelta(days=2), until=day)
    bars = released.chart(told.alice, filters, day)
    assert [(bar.first, bar.last, bar.count) for bar in bars] == [
        (day - timedelta(days=2), day - timedelta(days=2), 0),
        (day - timedelta(days=1), day - timedelta(days=1), 0),
        (day, day, 1),
    ]


def test_the_page_takes_the_same_statements_however_much_there_is(told: Cast) -> None:
    alices, alice, counts = Consent.objects.get(customer=told.alice), browser(told.alice), []
    alice.get(PATH)
    for size in (0, 30):
        for minute in range(size):
            record(alices, content(told.everyday), NOW + timedelta(minutes=minute))
        with CaptureQueriesContext(connection) as captured:
            alice.get(PATH)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_table_has_the_same_lines_and_the_same_filters(told: Cast) -> None:
    text = streamed(browser(told.alice).get(f"{PATH}csv/", {"since": "2026-11-20"}))
    [line] = csv.DictReader(io.StringIO(text))
    recorded = Consent.objects.get(customer=told.alice).disclosures.get(seq=2)
    assert line == {
        "at": "2026-11-20T13:04:00-05:00",
        "sentence": SENTENCE,
        "assistant": "Alexa",
        "platform": "alexa",
        "device": "speaker",
        "topic": "balance",
        "manner": "exact",
        "scopes": "balances",
        "accounts": "Everyday ..1234",
        "consent": recorded.consent.public_id,
        "seq": "2",
        "digest": recorded.digest,
        "hash": recorded.hash,
    }
    assert text.endswith("\r\n")


def test_the_json_has_the_same_lines(told: Cast) -> None:
    answer = browser(told.alice).get(f"{PATH}json/")
    lines = json.loads(streamed(answer))["disclosures"]
    assert [line["accounts"] for line in lines] == [["Everyday ..1234"], ["Rainy Day ..5678"]]
    assert answer["Content-Disposition"] == 'attachment; filename="released.json"'


def test_files_without_a_line_are_still_files(told: Cast) -> None:
    charlie = browser(told.charlie)
    assert json.loads(streamed(charlie.get(f"{PATH}json/"))) == {"disclosures": []}
    assert len(streamed(charlie.get(f"{PATH}csv/")).splitlines()) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(told: Cast, start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.test","x")'
    said = content(assistant=name, accounts=[{"ref": "r", "label": name}], platform=name)
    record(Consent.objects.get(customer=told.alice), said, NOW)
    text = streamed(browser(told.alice).get(f"{PATH}csv/"))
    line = next(csv.DictReader(io.StringIO(text, newline="")))
    assert {line[each] for each in ("assistant", "accounts", "platform")} == {f"'{name}"}


def test_a_file_is_written_in_batches_without_a_line_twice_or_missing(
    told: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    alices = Consent.objects.get(customer=told.alice)
    for _ in range(7):
        record(alices, content(told.everyday), NOW)
    monkeypatch.setattr(released, "_AT_ONCE", 2)
    lines = json.loads(streamed(browser(told.alice).get(f"{PATH}json/")))["disclosures"]
    assert [line["seq"] for line in lines] == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_more_than_a_file_holds_is_not_cut_but_asked_for_in_parts(
    told: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released, "MOST", 1)
    answer = browser(told.alice).get(f"{PATH}csv/", {"assistant": "alexa"}, follow=True)
    assert answer.redirect_chain == [(f"{PATH}?assistant=alexa", 302)]
    assert "That is too long for one file." in answer.content.decode()


def test_what_she_erased_is_on_no_page_and_in_no_file(told: Cast) -> None:
    erasing.erase(Consent.objects.get(customer=told.alice), NOW)
    shown = page(told)
    assert "was told" not in shown
    assert "You deleted 2 answers from this list." in shown
    assert "until Nov. 19, 2029" in shown
    assert released.chart(told.alice, released.Filters(), NOW.date())[-1].count == 0
    for suffix in ("csv/", "json/"):
        assert "balance" not in streamed(browser(told.alice).get(PATH + suffix))
    assert "You deleted" not in page(told, "bob")


def test_what_was_destroyed_is_no_line_any_more(told: Cast) -> None:
    erasing.retire(NOW + timedelta(days=1095 - 7))
    assert page(told).count("was told") == 1


def test_another_consent_of_hers_is_listed_beside(told: Cast) -> None:
    people.allow(told.alice, told.other, [Scope.BALANCES], [told.rainy_day])
    others = Consent.objects.get(customer=told.alice, assistant=told.other)
    record(others, content(told.rainy_day, assistant="Other"), NOW)
    assert page(told).count("was told") == 3
    assert page(told, assistant="other").count("was told") == 1
