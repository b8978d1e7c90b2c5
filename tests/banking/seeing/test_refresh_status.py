"""`manage.py refresh_status`: every bank on a line, readable in a pipe."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone

from banking.models import BankEvent, Institution, Link, RefreshOutcome
from banking.seeing.display import Screen, age, bar, table
from tests.banking.conftest import NOW, make_institution
from tests.banking.seeing.conftest import ended, make_links


def shown(*arguments: str) -> list[str]:
    said = io.StringIO()
    call_command("refresh_status", *arguments, stdout=said)
    return said.getvalue().splitlines()


@pytest.mark.django_db
def test_each_bank_has_a_line_with_its_numbers() -> None:
    links = make_links(later=3, due=1, overdue=1, leased=2, needs_customer=1)
    Link.objects.filter(pk__in=[link.pk for link in links[:3]]).update(fetched_at=Now())
    leased = links[5]
    ended(leased, RefreshOutcome.RUNNING, took_s=0, at=timezone.now())
    for outcome in (RefreshOutcome.STORED, RefreshOutcome.STORED, RefreshOutcome.UNREACHABLE):
        ended(links[0], outcome, at=timezone.now() - timedelta(minutes=59))
    ended(links[0], at=timezone.now() - timedelta(minutes=61))

    _, heads, line, *_ = shown()

    assert re.split(r"  +", heads) == [
        *("bank", "links", "up to date", "due", "overdue", "oldest", "running", "queued"),
        *("need customer", "closed until", "last hour"),
    ]
    # The age counts seconds: any number of them between one and two minutes.
    head, _, rest = line.partition("1m ")
    assert head.split() == ["Example", "Bank", "7", "[######..........]", "42%", "2", "1"]
    assert rest[4:].split() == ["1", "1", "1", "open", "2", "stored,", "1", "unreachable"]


@pytest.mark.django_db
def test_a_closed_bank_says_until_when() -> None:
    opens = datetime.now(UTC) + timedelta(hours=1)
    make_institution("Closed once")
    Institution.objects.update(closed_until=NOW)
    Institution.objects.filter(pk=make_institution().pk).update(closed_until=opens)

    _, _, closed_once, closed, *_ = shown()

    assert "open" in closed_once
    assert f"{opens:%H:%M:%SZ}" in closed


@pytest.mark.django_db
def test_below_the_banks_stands_what_waits() -> None:
    BankEvent.objects.create(
        institution=make_institution(),
        event_id="1",
        kind="refresh",
        reference="",
        received_at=NOW,
    )
    with time_machine.travel(NOW + timedelta(hours=26), tick=False):
        lines = shown()

    assert lines[0] == "2026-11-21 20:04:00Z"
    assert lines[-2:] == [
        "banks' events waiting: 1, the oldest for 1d 02h",
        "parked messages: unknown to this broker",
    ]


@pytest.mark.django_db
def test_watching_in_a_pipe_adds_text_and_no_control_character() -> None:
    once = len(shown())

    lines = shown("--watch", "--times=3", "--every=0")

    assert len(lines) == 3 * once
    assert all(line.isprintable() for line in lines)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_redrawn_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    to = Terminal()
    screen = Screen(to)

    screen.show(["one", "two"])
    screen.show(["three is longer"])

    assert to.getvalue() == "one\ntwo\n\x1b[2F\x1b[Jthree is l\n"


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [
        (0, 0, "[....]    -"),
        (0, 3, "[....]   0%"),
        (2, 3, "[##..]  66%"),
        (999_999, 1_000_000, "[###.]  99%"),
        (3, 3, "[####] 100%"),
    ],
)
def test_a_bar_is_full_only_when_nothing_is_missing(part: int, whole: int, drawn: str) -> None:
    assert bar(part, whole, width=4) == drawn


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0m 00s"), (61, "1m 01s"), (3 * 3600 + 60, "3h 01m"), (90_000, "1d 01h")],
)
def test_an_age_has_two_units(seconds: int, said: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == said


def test_never_has_no_age() -> None:
    assert age(None, NOW) == "-"


def test_a_name_does_not_steer_the_terminal() -> None:
    assert table(["bank", "due"], [["A\x1b[2Jbank", 7], ["B", 12]]) == [
        "bank            due",
        "'A\\x1b[2Jbank'    7",
        "B                12",
    ]
