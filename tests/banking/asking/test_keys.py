"""A bank's keys: kept for an hour, and asked for at most once a minute."""

from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from banking.asking import keys
from banking.connector import Unreachable
from tests.banking.asking.bank import BANK, NOW, Server, conversing, keys_of
from tests.banking.asking.signer import KEY_ID, ec_signer, rsa_signer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HEADER = {"alg": "PS256", "kid": KEY_ID}
UNKNOWN = {"alg": "PS256", "kid": "unknown"}


def find(
    server: Server, header: dict[str, str] = HEADER, now: datetime = NOW, bank: str = "/keys"
) -> jwt.PyJWK | None:
    asked = replace(BANK, keys_url=f"https://bank.test{bank}")
    with conversing(asked, server) as conversation:
        return keys.find(conversation, asked, header, now)


def test_keys_are_fetched_once_in_an_hour() -> None:
    server = Server({"/keys": keys_of(rsa_signer())})

    found = [find(server, now=NOW + span) for span in (0 * HOUR, HOUR - MINUTE, HOUR)]

    assert all(found)
    assert server.paths == ["/keys", "/keys"]


def test_an_unknown_key_is_looked_for_once_a_minute() -> None:
    server = Server({"/keys": keys_of(rsa_signer())})
    find(server)

    spans = (0.0, 59.0, 60.0, 61.0, 119.0, 120.0)
    found = [find(server, UNKNOWN, NOW + timedelta(seconds=span)) for span in spans]

    assert found == [None] * 6
    assert len(server.asked) == 3


def test_a_key_that_the_bank_has_added_is_found() -> None:
    find(Server({"/keys": keys_of(rsa_signer())}))
    added = Server({"/keys": keys_of(rsa_signer(), kid="unknown")})

    found = find(added, UNKNOWN, NOW + MINUTE)

    assert found
    assert found.key_id == "unknown"


def test_known_keys_stay_good_while_the_bank_is_down() -> None:
    find(Server({"/keys": keys_of(rsa_signer())}))
    down = Server({"/keys": httpx.Response(503)})
    with pytest.raises(Unreachable):
        find(down, UNKNOWN, NOW + MINUTE)

    assert find(down, HEADER, NOW + MINUTE)
    assert len(down.asked) == 1


def test_a_bank_that_is_down_is_left_alone_for_a_minute() -> None:
    down = Server({"/keys": httpx.Response(503)})
    later = Server({"/keys": keys_of(rsa_signer())})
    with pytest.raises(Unreachable, match=r"answered 503$"):
        find(down)

    with pytest.raises(Unreachable, match=r"a moment ago$"):
        find(later, now=NOW + timedelta(seconds=59))

    assert later.asked == []
    assert find(later, now=NOW + MINUTE)


def test_one_banks_keys_are_no_others() -> None:
    find(Server({"/keys": keys_of(rsa_signer())}))

    assert find(Server({"/others": keys_of(ec_signer())}), bank="/others") is None


def test_no_more_banks_than_that_are_remembered() -> None:
    for number in range(257):
        find(Server({f"/{number}": keys_of(rsa_signer())}), bank=f"/{number}")
    first, last = Server({"/0": keys_of(rsa_signer())}), Server({})

    assert find(first, bank="/0")
    assert len(first.asked) == 1
    assert find(last, bank="/256")


@pytest.mark.parametrize(
    ("more", "is_found"),
    [
        ({}, True),
        ({"alg": "PS256"}, True),
        ({"alg": "RS256"}, False),
        ({"use": "enc"}, False),
        ({"kty": "oct", "k": "c2VjcmV0"}, False),
        ({"n": "!"}, False),
    ],
    ids=str,
)
def test_a_key_is_used_for_what_it_is_made_for(more: dict[str, str], *, is_found: bool) -> None:
    found = find(Server({"/keys": keys_of(rsa_signer(), **more)}))

    assert (found is not None) is is_found


def test_the_only_key_needs_no_name() -> None:
    """Source: OpenID Connect Core 10.1."""
    assert find(Server({"/keys": keys_of(rsa_signer(), ec_signer())}), {"alg": "ES256"})


def test_es256_is_on_one_curve_alone() -> None:
    """Source: RFC 7518 3.4."""
    server = Server({"/keys": keys_of(ec_signer(ec.SECP384R1))})

    assert find(server, {"alg": "ES256", "kid": KEY_ID}) is None
