"""How an Item comes about: on Plaid's own pages (Hosted Link), or renewed there (update mode)."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

import httpx

from banking.asking import values
from banking.asking.addresses import url
from banking.asking.conversation import Conversation, talking
from banking.connector import Bank, ConnectorError, TimeLimits, Unreadable
from banking.connectors.plaid import errors, wire
from banking.connectors.plaid.calls import Path, call
from banking.standard import Departure, Granted, NotGranted, Visit

# Source: Plaid API, /link/token/create.
_LANGUAGES = re.compile(r"(?:da|de|en|es|et|fr|hi|it|lt|lv|nl|no|pl|pt|ro|sv|vi)\Z")
_LONGEST_CLIENT_NAME = 30
_MOST_DAYS = 730
# A visit of ours is good for not much longer.
_LIFETIME_S = 30 * 60


class HostedLink:
    """Plaid's pages in the customer's browser; the result is fetched when she is back."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def begin(self, bank: Bank, visit: Visit) -> Departure:
        """Makes the page for this visit.

        Source: Plaid API, /link/token/create; Hosted Link.
        """
        with talking(bank, visit.limits, transport=self._transport) as conversation:
            body = _asked(conversation, bank, Path.BEGIN, _wanted(bank, visit))
        made = wire.decoded(body, wire.LinkToken)
        if made.hosted_link_url is None:
            message = "Plaid gives no hosted_link_url: Hosted Link is not enabled for this client"
            raise Unreadable(message)
        page = str(url(made.hosted_link_url))
        return Departure(url=page, kept={"link_token": made.link_token})

    def finish(
        self,
        bank: Bank,
        visit: Visit,
        *,
        returned: Mapping[str, str],  # noqa: ARG002 - Plaid adds nothing to our address
        kept: Mapping[str, str],
    ) -> Granted:
        """Asks Plaid how her visit ended, and for the Item's token.

        Source: Plaid API, /link/token/get, /item/public_token/exchange, /item/get.
        """
        with talking(bank, visit.limits, transport=self._transport) as conversation:
            body = _asked(
                conversation, bank, Path.RESULT, {"link_token": kept.get("link_token", "")}
            )
            sessions = wire.decoded(body, wire.LinkTokenAnswer).link_sessions
            if "access_token" in visit.credentials:
                return _renewed(conversation, bank, visit, sessions)
            return _linked(conversation, bank, sessions)

    def end(self, bank: Bank, credentials: Mapping[str, str], limits: TimeLimits) -> None:
        """Removes the Item, which also ends what Plaid charges for it."""
        if "access_token" not in credentials:
            return
        asked = {"access_token": credentials["access_token"]}
        with talking(bank, limits, transport=self._transport) as conversation:
            try:
                call(conversation, bank, Path.END, asked)
            except errors.PlaidError as error:
                problem = None if error.code == errors.GONE else error.meaning
            else:
                return
        if problem is not None:
            raise problem


def _wanted(bank: Bank, visit: Visit) -> dict[str, object]:
    language = visit.language.partition("-")[0].lower()
    wanted: dict[str, object] = {
        "client_name": bank.options.get("client_name", "Sayso")[:_LONGEST_CLIENT_NAME],
        "language": language if _LANGUAGES.match(language) else "en",
        "country_codes": _listed(bank, "country_codes", "US"),
        # Plaid wants a name for her; one that is good for this visit tells it nothing.
        "user": {"client_user_id": hashlib.sha256(visit.state.encode()).hexdigest()},
        "hosted_link": {
            "completion_redirect_uri": str(
                httpx.URL(visit.redirect_url).copy_merge_params({"state": visit.state})
            ),
            "url_lifetime_seconds": _LIFETIME_S,
        },
    }
    if "access_token" in visit.credentials:
        return wanted | {"access_token": visit.credentials["access_token"]}
    wanted |= {
        "products": _listed(bank, "products", "transactions"),
        "transactions": {"days_requested": _MOST_DAYS},
    }
    extra = _listed(bank, "products_if_supported", "liabilities")
    wanted |= {"required_if_supported_products": extra} if extra else {}
    webhook = bank.options.get("webhook")
    return wanted | ({"webhook": webhook} if webhook else {})


def _listed(bank: Bank, option: str, otherwise: str) -> list[str]:
    """An option's words, which commas or spaces part."""
    return bank.options.get(option, otherwise).replace(",", " ").split()


def _linked(conversation: Conversation, bank: Bank, sessions: list[wire.Session]) -> Granted:
    tokens = [token for session in _latest_first(sessions) for token in _added(session)]
    if not tokens:
        message = "Plaid's session ended without an Item"
        raise NotGranted(message)
    asked = {"public_token": tokens[0]}
    body = _asked(conversation, bank, Path.EXCHANGE, asked)
    got = wire.decoded(body, wire.Exchanged)
    reference = values.identifier(got.item_id)
    try:
        expires_at = _expiry(_item(conversation, bank, got.access_token))
    except ConnectorError:
        # The token is given once: it must not be lost for a date.
        expires_at = None
    return Granted(
        credentials={"access_token": got.access_token},
        reference=reference,
        expires_at=expires_at,
    )


def _renewed(
    conversation: Conversation, bank: Bank, visit: Visit, sessions: list[wire.Session]
) -> Granted:
    """In update mode the token stays; there is none to exchange."""
    if not any(session.finished_at and not _left(session) for session in sessions):
        message = "Plaid's session ended before the Item was renewed"
        raise NotGranted(message)
    item = _item(conversation, bank, visit.credentials["access_token"])
    if item.error is not None:
        message = "Plaid's session ended, and the Item is as broken as before"
        raise NotGranted(message)
    return Granted(
        credentials=dict(visit.credentials),
        reference=values.identifier(item.item_id),
        expires_at=_expiry(item),
    )


def _item(conversation: Conversation, bank: Bank, access_token: str) -> wire.Item:
    body = _asked(conversation, bank, Path.ITEM, {"access_token": access_token})
    return wire.decoded(body, wire.ItemAnswer).item


def _expiry(item: wire.Item) -> datetime | None:
    text = item.consent_expiration_time
    return values.moment(text) if text else None


def _latest_first(sessions: list[wire.Session]) -> list[wire.Session]:
    """She may have given up once and begun again."""
    return sorted(sessions, key=lambda session: session.finished_at or "", reverse=True)


def _added(session: wire.Session) -> list[str]:
    added = session.results.item_add_results if session.results else []
    legacy = [session.on_success] if session.on_success else []
    return [each.public_token for each in (*added, *legacy)]


def _left(session: wire.Session) -> bool:
    return session.exit is not None or session.on_exit is not None


def _asked(conversation: Conversation, bank: Bank, path: Path, body: Mapping[str, object]) -> bytes:
    try:
        return call(conversation, bank, path, body)
    except errors.PlaidError as error:
        problem = error.meaning
    raise problem
