"""The keys that a bank signs with: kept for an hour, asked for at most once a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import jwt
import msgspec

from banking.asking.addresses import url
from banking.asking.conversation import Conversation
from banking.asking.decoding import decoded
from banking.connector import Bank, Refused, Unreachable, Unreadable

_KEPT = timedelta(hours=1)
_AGAIN = timedelta(minutes=1)
_MOST_BANKS = 256
_MOST_KEYS = 100
_KINDS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


class _Set(msgspec.Struct):
    """Source: RFC 7517 5."""

    keys: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    keys: Sequence[Mapping[str, Any]] = ()
    fetched_at: datetime | None = None
    asked_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        return self.fetched_at is not None and now - self.fetched_at < _KEPT

    def was_just_asked(self, now: datetime) -> bool:
        return self.asked_at is not None and now - self.asked_at < _AGAIN


# By address; one process's own. Two threads that fetch at once do no harm.
_held: dict[str, _Held] = {}


def forget() -> None:
    """Every bank's keys are fetched again."""
    _held.clear()


def find(
    conversation: Conversation, bank: Bank, header: Mapping[str, Any], now: datetime
) -> jwt.PyJWK | None:
    """The bank's key for what has this JOSE header; None if it has no such key.

    A key that we do not know has the set fetched again, but not more than once a minute: anybody
    may send us unknown ones.

    Raises:
        Refused: The operator entered no address of the keys.
        Unreachable: There is no answer, or there was none within the last minute.
        Unreadable: What is there is no set of keys.

    Source: RFC 7517; OpenID Connect Core 10.1.1 for the rotation of keys.
    """
    held = _held.get(bank.keys_url, _Held())
    chosen = _chosen(held.keys, header) if held.is_fresh(now) else None
    if chosen is not None:
        return chosen
    if held.was_just_asked(now):
        if held.is_fresh(now):
            return None
        message = "The bank's keys could not be had a moment ago"
        raise Unreachable(message)
    return _chosen(_fetched(conversation, bank, held, now), header)


def _fetched(
    conversation: Conversation, bank: Bank, held: _Held, now: datetime
) -> Sequence[Mapping[str, Any]]:
    at = url(bank.keys_url)
    while len(_held) >= _MOST_BANKS:
        _held.pop(next(iter(_held)), None)
    # Noted before it is asked: a bank that does not answer is not asked again at once.
    _held[bank.keys_url] = replace(held, asked_at=now)
    reply = conversation.ask("GET", at, headers={})
    if reply.status != HTTPStatus.OK:
        message = f"The bank's keys are not there: it answered {reply.status}"
        is_trouble = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        is_later = reply.status == HTTPStatus.TOO_MANY_REQUESTS
        raise Unreachable(message) if is_trouble or is_later else Refused(message)
    keys = decoded(reply.body, _Set, standard="JWKS").keys
    if len(keys) > _MOST_KEYS:
        message = "The bank has too many keys"
        raise Unreadable(message)
    _held[bank.keys_url] = _Held(keys=keys, fetched_at=now, asked_at=now)
    return keys


def _chosen(keys: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> jwt.PyJWK | None:
    """The one that the header means; without a name only if no other could be meant."""
    algorithm, name = str(header.get("alg")), header.get("kid")
    fitting = [key for key in keys if _fits(key, algorithm)]
    meant = [key for key in fitting if key.get("kid") == name] if name is not None else fitting
    if len(meant) != 1:
        return None
    try:
        return jwt.PyJWK.from_dict(dict(meant[0]), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    return (
        key.get("kty") == _KINDS.get(algorithm, "")
        # RFC 7518 3.4: ES256 is on this curve alone.
        and key.get("crv", "P-256") == "P-256"
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )
