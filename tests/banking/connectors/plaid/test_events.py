"""Plaid's webhooks: which are believed, and what they become."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest

from banking.connector import Unreadable
from banking.standard import EventKind, Forged
from tests.banking.connectors.plaid.post import NOW, SYNC, Post
from tests.banking.connectors.plaid.vendor import Json


@pytest.mark.parametrize(
    ("kind", "code", "more", "meant"),
    [
        ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE", {}, EventKind.REFRESH),
        # Comes beside the one above.
        ("TRANSACTIONS", "DEFAULT_UPDATE", {}, EventKind.NOTHING),
        ("TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE", {}, EventKind.NOTHING),
        ("LIABILITIES", "DEFAULT_UPDATE", {}, EventKind.REFRESH),
        (
            "ITEM",
            "ERROR",
            {"error": {"error_type": "ITEM_ERROR", "error_code": "ITEM_LOGIN_REQUIRED"}},
            # The refresh finds out whether that is still so.
            EventKind.REFRESH,
        ),
        # The Item works for another week.
        ("ITEM", "PENDING_EXPIRATION", {}, EventKind.NOTHING),
        ("ITEM", "PENDING_DISCONNECT", {}, EventKind.NOTHING),
        ("ITEM", "USER_PERMISSION_REVOKED", {"error": None}, EventKind.ENDED),
        ("ITEM", "USER_ACCOUNT_REVOKED", {}, EventKind.REFRESH),
        ("ITEM", "LOGIN_REPAIRED", {}, EventKind.REPAIRED),
        ("ITEM", "NEW_ACCOUNTS_AVAILABLE", {}, EventKind.NOTHING),
        ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED", {}, EventKind.NOTHING),
        ("TEAPOT", "BOILED", {}, EventKind.NOTHING),
    ],
)
def test_each_webhook_is_something_to_us(
    post: Post, kind: str, code: str, more: Json, meant: EventKind
) -> None:
    body = {"webhook_type": kind, "webhook_code": code, "item_id": "i-1", **more}

    [event] = post.tell(body)

    assert (event.kind, event.reference) == (meant, "i-1")


def test_a_webhook_about_no_item_is_no_event(post: Post) -> None:
    assert post.tell({"webhook_type": "LINK", "webhook_code": "SESSION_FINISHED"}) == []


def test_one_delivery_is_one_event_however_often_it_comes(post: Post) -> None:
    raw = json.dumps(SYNC).encode()
    token = post.signed(raw)

    first = post.bring(raw, token)

    assert post.bring(raw, token, NOW + timedelta(minutes=2)) == first


def test_the_same_words_at_another_time_are_another_event(post: Post) -> None:
    """Plaid says the same whenever there is news: by its body alone the second would be lost."""
    first = post.tell(SYNC)
    later = post.tell(SYNC, NOW + timedelta(seconds=1))

    assert first != later
    assert [event.kind for event in later] == [EventKind.REFRESH]


def test_two_items_in_one_second_are_two_events(post: Post) -> None:
    assert post.tell(SYNC)[0].id != post.tell(SYNC | {"item_id": "i-2"})[0].id


@pytest.mark.parametrize("age_s", [-60, 0, 300])
def test_a_fresh_webhook_is_believed(post: Post, age_s: int) -> None:
    raw = json.dumps(SYNC).encode()

    events = post.bring(raw, post.signed(raw, NOW - timedelta(seconds=age_s)))

    assert len(events) == 1


Forgery = Callable[[Post, bytes], str]


def with_claims(**claims: Any) -> Forgery:
    return lambda post, raw: post.signed(raw, **claims)


def of_age(seconds: int) -> Forgery:
    return lambda post, raw: post.signed(raw, NOW - timedelta(seconds=seconds))


def by_a_stranger(post: Post, raw: bytes) -> str:
    return Post(post.vendor).signed(raw)


def with_a_shared_secret(post: Post, raw: bytes) -> str:
    claims = {"iat": int(NOW.timestamp()), "request_body_sha256": hashlib.sha256(raw).hexdigest()}
    known_to_all = str(post.vendor.keys["k-1"]["x"])
    return jwt.encode(claims, known_to_all, algorithm="HS256", headers={"kid": "k-1"})


def unsigned(post: Post, raw: bytes) -> str:
    claims = {"iat": int(NOW.timestamp()), "request_body_sha256": hashlib.sha256(raw).hexdigest()}
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "k-1"})


FORGERIES: dict[str, Forgery] = {
    "nothing": lambda _post, _raw: "",
    "no token": lambda _post, _raw: "a.b.c",
    "too long": lambda post, raw: post.signed(raw, more="x" * 5000),
    "another key": by_a_stranger,
    "a shared secret": with_a_shared_secret,
    "no signature": unsigned,
    "a name that is a path": lambda post, raw: post.signed(raw, kid="../k-1"),
    "no name": lambda post, raw: post.signed(raw, kid=""),
    "an unknown key": lambda post, raw: post.signed(raw, kid="k-2"),
    "too old": of_age(301),
    "from tomorrow": of_age(-61),
    "without an age": with_claims(iat=None),
    "an age in words": with_claims(iat="now"),
    "another body": with_claims(request_body_sha256=hashlib.sha256(b"{}").hexdigest()),
    "no body": with_claims(request_body_sha256=None),
    "not ascii": with_claims(request_body_sha256="\u00e9" * 64),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_not_believed(post: Post, forgery: Forgery) -> None:
    raw = json.dumps(SYNC).encode()
    token = forgery(post, raw)

    with pytest.raises(Forged) as caught:
        post.bring(raw, token)

    assert "k-" not in str(caught.value)


def test_what_is_signed_may_still_be_nonsense(post: Post) -> None:
    with pytest.raises(Unreadable):
        post.bring(b"[]", post.signed(b"[]"))


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "no token",
        "too long",
        "a shared secret",
        "no signature",
        "no name",
        "a name that is a path",
    ],
)
def test_what_plaid_would_never_sign_asks_for_no_key(post: Post, name: str) -> None:
    raw = json.dumps(SYNC).encode()

    with pytest.raises(Forged):
        post.bring(raw, FORGERIES[name](post, raw))

    assert post.vendor.asked == []
