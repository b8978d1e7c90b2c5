"""A link's own tokens: renewed in time, and what the bank rotated kept before it is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import time_machine

from banking.asking import own_tokens, tokens
from banking.connector import Access, ConnectorError, LeaseLost, NeedsCustomer, Secret, Unreachable
from tests.banking.asking.bank import BANK, LIMITS, NOW, TOKEN, Answer, Server, conversing

HELD = {
    "access_token": "old-access",
    "refresh_token": "old-refresh",
    "expires_at": "2026-11-20T18:05:00+00:00",
    "scope": "accounts",
    "subject": "alice",
}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Kept:
    """What was kept, and how often the bank had been asked by then."""

    server: Server
    said: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, credentials: Mapping[str, str]) -> None:
        self.said.append((len(self.server.asked), dict(credentials)))


def token(server: Server, keep: Any = None, **changed: str | None) -> str:
    held = {name: value for name, value in (HELD | changed).items() if value is not None}
    access = Access(
        bank=BANK,
        credentials={name: Secret(value) for name, value in held.items()},
        is_customer_present=False,
        limits=LIMITS,
        keep=keep or Kept(server),
    )
    with conversing(BANK, server) as conversation:
        return own_tokens.access_token(conversation, access)


def giving(**more: object) -> Server:
    given = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600} | more
    return Server({"/token": httpx.Response(200, json=given)})


def test_a_token_that_lasts_is_used_as_it_is() -> None:
    server = giving()

    assert token(server, expires_at="2026-11-20T18:05:01+00:00") == "old-access"
    assert server.asked == []


def test_one_that_ends_within_a_minute_is_renewed_and_kept() -> None:
    server = giving(refresh_token="new-refresh")
    kept = Kept(server)

    assert token(server, kept) == TOKEN

    assert server.form() == {"grant_type": "refresh_token", "refresh_token": "old-refresh"}
    assert kept.said == [
        (
            1,
            {
                "access_token": TOKEN,
                "refresh_token": "new-refresh",
                "expires_at": "2026-11-20T18:14:00+00:00",
                "scope": "accounts",
                "subject": "alice",
            },
        )
    ]


def test_a_refresh_token_that_is_not_rotated_stays() -> None:
    server = giving(scope="less")
    kept = Kept(server)

    token(server, kept)

    [(_, said)] = kept.said
    assert (said["refresh_token"], said["scope"]) == ("old-refresh", "less")


@pytest.mark.parametrize("until", [None, HELD["expires_at"]], ids=["never said", "said once"])
def test_a_bank_that_says_no_end_is_asked_each_time(until: str | None) -> None:
    server = Server(
        {"/token": httpx.Response(200, json={"access_token": TOKEN, "token_type": "bearer"})}
    )
    kept = Kept(server)

    assert token(server, kept, expires_at=until) == TOKEN

    [(_, said)] = kept.said
    assert "expires_at" not in said


def test_a_token_without_end_or_refresh_is_used_as_it_is() -> None:
    assert token(Server({}), expires_at=None, refresh_token=None) == "old-access"


def test_a_token_that_ended_and_cannot_be_renewed_needs_the_customer() -> None:
    with pytest.raises(NeedsCustomer):
        token(Server({}), refresh_token=None)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), NeedsCustomer),
        (httpx.Response(503), Unreachable),
        (httpx.ReadTimeout("slow"), Unreachable),
    ],
    ids=["used up", "down", "slow"],
)
def test_a_bank_that_renews_nothing_leaves_what_is_kept(
    answer: Answer, error: type[ConnectorError]
) -> None:
    server = Server({"/token": answer})
    kept = Kept(server)

    with pytest.raises(error):
        token(server, kept)

    assert kept.said == []


def test_a_link_that_ended_meanwhile_uses_nothing() -> None:
    def lost(_credentials: Mapping[str, str]) -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        token(giving(), lost)


def test_what_is_kept_of_an_answer_is_what_it_said() -> None:
    given = tokens.Tokens(
        access_token=TOKEN, expires_in_s=None, refresh_token=None, id_token="i", scope=None
    )

    assert own_tokens.credentials(given, NOW) == {"access_token": TOKEN}
