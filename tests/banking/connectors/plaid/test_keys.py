"""The keys of Plaid's webhooks: which verify, how long they are kept, what a flood costs."""

import json
from datetime import timedelta

import pytest

from banking.connector import Refused, Unreachable
from banking.connectors.plaid.keys import MOST_ASKED, MOST_KEPT
from banking.standard import Forged
from tests.banking.connectors.plaid.post import ASKED, NOW, SYNC, Post, jwk
from tests.banking.connectors.plaid.vendor import Json


@pytest.mark.parametrize(
    "fields",
    [
        {"expired_at": 1_700_000_000},
        {"crv": "P-384"},
        {"kty": "oct"},
        {"alg": "HS256"},
        {"use": "enc"},
        {"kid": "k-9"},
        {"x": "AAAA"},
    ],
)
def test_a_key_for_something_else_verifies_nothing(post: Post, fields: Json) -> None:
    post.vendor.keys["k-1"] = jwk(post.key, **fields)

    with pytest.raises(Forged):
        post.tell(SYNC)


def test_a_key_is_asked_for_once_an_hour(post: Post) -> None:
    for minutes in (0, 30, 59, 61, 90):
        post.tell(SYNC, NOW + timedelta(minutes=minutes))

    assert post.vendor.paths() == [ASKED, ASKED]


def test_a_key_that_expired_meanwhile_is_refused_within_the_hour(post: Post) -> None:
    post.tell(SYNC)
    post.vendor.keys["k-1"] = jwk(post.key, expired_at=1_700_000_000)

    with pytest.raises(Forged):
        post.tell(SYNC, NOW + timedelta(hours=1))


def test_a_flood_of_unknown_names_asks_plaid_a_few_times_only(post: Post) -> None:
    post.tell(SYNC)
    raw = json.dumps(SYNC).encode()
    for number in range(100):
        with pytest.raises((Forged, Unreachable)):
            post.bring(raw, post.signed(raw, kid=f"flood-{number}"))

    known = post.tell(SYNC, NOW + timedelta(seconds=1))

    assert (len(known), len(post.vendor.asked)) == (1, MOST_ASKED)


def test_the_flood_is_over_after_a_minute(post: Post) -> None:
    raw = json.dumps(SYNC).encode()
    for number in range(MOST_ASKED):
        with pytest.raises(Forged):
            post.bring(raw, post.signed(raw, kid=f"flood-{number}"))
    with pytest.raises(Unreachable):
        post.tell(SYNC, NOW + timedelta(seconds=59))

    assert len(post.tell(SYNC, NOW + timedelta(seconds=60))) == 1


def test_names_that_nobody_has_push_out_no_key(post: Post) -> None:
    post.tell(SYNC)
    raw = json.dumps(SYNC).encode()
    for number in range(80):
        at = NOW + timedelta(seconds=10 * number)
        with pytest.raises(Forged):
            post.bring(raw, post.signed(raw, at, kid=f"flood-{number}"), at)
    asked = len(post.vendor.asked)

    post.tell(SYNC, NOW + timedelta(minutes=20))

    assert len(post.vendor.asked) == asked


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, "", Unreachable),
        (429, {"error_type": "RATE_LIMIT_EXCEEDED", "error_code": "X"}, Unreachable),
        (400, {"error_type": "INVALID_INPUT", "error_code": "INVALID_API_KEYS"}, Refused),
    ],
)
def test_keys_that_cannot_be_had_make_nobody_a_forger(
    post: Post, status: int, body: object, error: type[Exception]
) -> None:
    post.vendor.answers[ASKED] = (status, body)

    with pytest.raises(error):
        post.tell(SYNC)


def test_a_key_that_could_not_be_had_is_asked_for_again(post: Post) -> None:
    post.vendor.answers[ASKED] = (500, "")
    with pytest.raises(Unreachable):
        post.tell(SYNC)
    post.vendor.answers.clear()

    assert len(post.tell(SYNC)) == 1


def test_only_so_many_keys_are_kept(post: Post) -> None:
    raw = json.dumps(SYNC).encode()
    for number in range(MOST_KEPT + 1):
        name, at = f"k-{number}", NOW + timedelta(seconds=10 * number)
        post.vendor.keys[name] = jwk(post.key, kid=name)
        post.bring(raw, post.signed(raw, at, kid=name), at)

    at = NOW + timedelta(minutes=20)
    post.bring(raw, post.signed(raw, at, kid="k-0"), at)

    assert len(post.vendor.asked) == MOST_KEPT + 2
