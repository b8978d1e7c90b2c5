"""A customer signs in at a bank that speaks FDX, her link is read, renewed, and given back."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import time_machine

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Secret,
    TimeLimits,
    Unreachable,
    Unreadable,
)
from banking.connectors.fdx import sign_in
from banking.connectors.fdx.client import connect
from banking.connectors.fdx.standard import STANDARD
from banking.sandbox.accounts import held_by
from banking.sandbox.options import Client, Options
from banking.sandbox.server import serving
from banking.standard import Departure, Granted, NotGranted, Visit
from tests.banking.sandbox.visitor import TurnableClock

BACK = "http://127.0.0.1:8000/banks/callback"
CLIENT = Client(client_id="sayso", secret="a secret: +&%", redirect_uri=BACK)
LIMITS = TimeLimits(connect_s=5, read_s=10, total_s=20)
PEOPLE = {"alice": "100001", "bob": "100002"}


@pytest.fixture
def clock() -> Iterator[TurnableClock]:
    """The bank's clock; ours follows it."""
    clock = TurnableClock(datetime(2026, 11, 20, 18, 4, tzinfo=UTC))
    with time_machine.travel(clock.now, tick=False):
        yield clock


@pytest.fixture
def bank(clock: TurnableClock) -> Iterator[Bank]:
    with serving(Options(client=CLIENT, clock=clock, rotates=True)) as url:
        yield Bank(
            base_url=f"{url}/fdx/v6",
            token_url=f"{url}/oauth/token",
            authorization_url=f"{url}/oauth/authorize",
            pushed_url=f"{url}/oauth/par",
            issuer=url,
            client_id=CLIENT.client_id,
            client_secret=Secret(CLIENT.secret),
            options={
                "authorization_response_iss_parameter_supported": "true",
                "revocation_endpoint": f"{url}/oauth/revoke",
            },
        )


def visit(clock: TurnableClock) -> Visit:
    return Visit(
        state="state-of-this-visit",
        redirect_url=BACK,
        until=clock.now + timedelta(days=180),
        now=clock.now,
        limits=LIMITS,
    )


def browsed(departure: Departure, name: str = "alice", decision: str = "allow") -> dict[str, str]:
    """What her browser brings back from the bank's own page."""
    form = {"username": name, "password": f"{name}-at-the-bank", "decision": decision}
    reply = httpx.post(departure.url, data=form, trust_env=False)
    return dict(parse_qsl(urlsplit(reply.headers["location"]).query))


def granted(bank: Bank, clock: TurnableClock, name: str = "alice") -> Granted:
    departure = sign_in.begin(bank, visit(clock))
    returned = browsed(departure, name)
    return sign_in.finish(bank, visit(clock), returned=returned, kept=departure.kept)


def access(bank: Bank, credentials: Mapping[str, str], kept: dict[str, str]) -> Access:
    return Access(
        bank=bank,
        credentials={name: Secret(value) for name, value in credentials.items()},
        is_customer_present=False,
        limits=LIMITS,
        keep=kept.update,
    )


def read(bank: Bank, credentials: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The ids of the accounts that the link reads, and what it kept by then."""
    kept: dict[str, str] = {}
    with connect(access(bank, credentials, kept)) as connector:
        listed = connector.accounts()
    assert all(isinstance(each, AccountRecord) for each in listed)
    return [each.bank_id for each in listed], kept


def pass_time(clock: TurnableClock, **span: float) -> ExitStack:
    clock.advance(**span)
    stack = ExitStack()
    stack.enter_context(time_machine.travel(clock.now, tick=False))
    return stack


def test_the_standard_offers_it() -> None:
    assert STANDARD.sign_in is not None
    assert (STANDARD.takes_numbers, STANDARD.sign_in.begin) == (True, sign_in.begin)


def test_signing_in_gives_the_links_own_credentials_and_their_end(
    bank: Bank, clock: TurnableClock
) -> None:
    given = granted(bank, clock)

    credentials = dict(given.credentials)
    assert len(credentials.pop("access_token")) == 43
    assert len(credentials.pop("refresh_token")) == 43
    assert credentials == {"expires_at": "2026-11-20T18:14:00+00:00", "consent": given.reference}
    assert len(given.reference) == 16
    assert given.expires_at == datetime(2027, 2, 18, 18, 4, tzinfo=UTC)


@pytest.mark.parametrize("is_pushed", [True, False], ids=["pushed", "in the address"])
@pytest.mark.parametrize("name", PEOPLE)
def test_the_link_reads_the_accounts_of_who_signed_in(
    bank: Bank, clock: TurnableClock, name: str, *, is_pushed: bool
) -> None:
    bank = bank if is_pushed else dataclasses.replace(bank, pushed_url="")

    ids, kept = read(bank, granted(bank, clock, name).credentials)

    assert ids == [own.account_id for own in held_by(PEOPLE[name])]
    assert kept == {}


def test_a_token_that_runs_out_is_rotated_and_kept(bank: Bank, clock: TurnableClock) -> None:
    first = granted(bank, clock).credentials

    with pass_time(clock, minutes=9, seconds=1):
        ids, kept = read(bank, first)
        again, _ = read(bank, kept)

    assert ids == again == [own.account_id for own in held_by(PEOPLE["alice"])]
    assert kept.keys() == first.keys()
    assert kept["consent"] == first["consent"]
    assert kept["refresh_token"] != first["refresh_token"]


def test_rotated_tokens_that_come_again_need_the_customer(bank: Bank, clock: TurnableClock) -> None:
    first = granted(bank, clock).credentials

    with pass_time(clock, minutes=10):
        _, kept = read(bank, first)
        with pytest.raises(NeedsCustomer, match=r"answered 400 invalid_grant$"):
            read(bank, first)
        # RFC 9700 4.14.2: the bank cannot tell a thief from us, and ends all of it.
        with pytest.raises(NeedsCustomer):
            read(bank, kept)


def test_leave_that_ran_out_at_the_bank_needs_the_customer(
    bank: Bank, clock: TurnableClock
) -> None:
    credentials = granted(bank, clock).credentials

    with pass_time(clock, days=90), pytest.raises(NeedsCustomer):
        read(bank, credentials)


@pytest.mark.parametrize("how", ["consent", "token", "both"])
def test_the_end_is_told_to_the_bank(bank: Bank, clock: TurnableClock, how: str) -> None:
    credentials, others = (granted(bank, clock).credentials for _ in range(2))
    told, options = dict(credentials), dict(bank.options)
    if how == "token":
        del told["consent"]
    if how == "consent":
        del options["revocation_endpoint"]

    sign_in.end(dataclasses.replace(bank, options=options), told, LIMITS)

    with pytest.raises(NeedsCustomer):
        read(bank, credentials)
    assert read(bank, others)[0] == [own.account_id for own in held_by(PEOPLE["alice"])]


def test_the_end_of_what_ended_already_is_no_trouble(bank: Bank, clock: TurnableClock) -> None:
    credentials = granted(bank, clock).credentials
    sign_in.end(bank, credentials, LIMITS)

    with pass_time(clock, minutes=10):
        sign_in.end(bank, credentials, LIMITS)

    with pytest.raises(NeedsCustomer):
        read(bank, credentials)


def test_a_token_that_ran_out_is_renewed_to_tell_the_end(bank: Bank, clock: TurnableClock) -> None:
    credentials = granted(bank, clock).credentials

    with pass_time(clock, minutes=10):
        sign_in.end(dataclasses.replace(bank, options={}), credentials, LIMITS)
        with pytest.raises(NeedsCustomer):
            read(bank, credentials)


def test_a_link_without_tokens_has_nothing_to_give_back(bank: Bank) -> None:
    unreachable = dataclasses.replace(bank, token_url="http://127.0.0.1:9/token")

    sign_in.end(unreachable, {"customer_number": "100001"}, LIMITS)


def test_cancelling_at_the_bank_is_not_granted(bank: Bank, clock: TurnableClock) -> None:
    departure = sign_in.begin(bank, visit(clock))
    returned = browsed(departure, decision="cancel")

    with pytest.raises(NotGranted, match=r"^The bank answered access_denied$"):
        sign_in.finish(bank, visit(clock), returned=returned, kept=departure.kept)


def test_a_code_comes_once(bank: Bank, clock: TurnableClock) -> None:
    departure = sign_in.begin(bank, visit(clock))
    returned = browsed(departure)
    first = sign_in.finish(bank, visit(clock), returned=returned, kept=departure.kept)

    with pytest.raises(NotGranted, match=r"invalid_grant$"):
        sign_in.finish(bank, visit(clock), returned=returned, kept=departure.kept)

    with pytest.raises(NeedsCustomer):
        read(bank, first.credentials)


def test_a_code_is_worth_nothing_in_another_visit(bank: Bank, clock: TurnableClock) -> None:
    hers, other = (sign_in.begin(bank, visit(clock)) for _ in range(2))

    with pytest.raises(NotGranted, match=r"invalid_grant$"):
        sign_in.finish(bank, visit(clock), returned=browsed(hers), kept=other.kept)


def test_the_banks_answer_without_its_name_is_not_taken(bank: Bank, clock: TurnableClock) -> None:
    departure = sign_in.begin(bank, visit(clock))
    returned = browsed(departure)
    del returned["iss"]

    with pytest.raises(NotGranted, match="Its iss is wrong"):
        sign_in.finish(bank, visit(clock), returned=returned, kept=departure.kept)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("html", Unreadable),
        ("rate_limited", RateLimited),
        ("truncated", Unreadable),
        ("slow", Unreachable),
        ("unavailable", Unreachable),
    ],
)
def test_a_bank_in_trouble_at_her_return_is_known(
    bank: Bank, clock: TurnableClock, kind: str, error: type[ConnectorError]
) -> None:
    departure = sign_in.begin(bank, visit(clock))
    returned = browsed(departure)
    misbehave(bank, kind, "/oauth/token")
    hurried = dataclasses.replace(
        visit(clock), limits=TimeLimits(connect_s=5, read_s=0.5, total_s=5)
    )

    with pytest.raises(ConnectorError) as caught:
        sign_in.finish(bank, hurried, returned=returned, kept=departure.kept)

    assert type(caught.value) is error


def test_a_bank_that_cannot_show_the_consent_leaves_its_end_open(
    bank: Bank, clock: TurnableClock
) -> None:
    misbehave(bank, "unavailable", "/consents/")

    given = granted(bank, clock)

    assert given.expires_at is None
    assert given.reference == given.credentials["consent"]


def misbehave(bank: Bank, kind: str, path: str) -> None:
    fault = {"kind": kind, "path": path, "seconds": 2}
    auth = (CLIENT.client_id, "a+secret%3A+%2B%26%25")
    url = f"{bank.issuer}/sandbox/faults"
    httpx.post(url, json=fault, auth=auth, trust_env=False).raise_for_status()
