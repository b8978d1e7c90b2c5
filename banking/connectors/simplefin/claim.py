"""How a link comes about: the customer's setup token, claimed once."""

import base64
import binascii
from collections.abc import Mapping
from http import HTTPStatus

import httpx
from django.utils.translation import gettext_noop

from banking.asking.conversation import Reply, talking
from banking.connector import Bank, TimeLimits, Unreadable
from banking.connectors.simplefin import errors
from banking.connectors.simplefin.addresses import Elsewhere, access_url, checked
from banking.standard import Field, Form, Granted, NotGranted, UsedBefore

_LONGEST_TOKEN = 2048
_SETUP_TOKEN = "setup_token"  # noqa: S105 - the name of a field


def claim(
    bank: Bank,
    typed: Mapping[str, str],
    limits: TimeLimits,
    *,
    transport: httpx.BaseTransport | None = None,
) -> Granted:
    """Buys the Access URL with the setup token, which is good for this once.

    Raises:
        UsedBefore: Somebody claimed it before her, or it never was.
        NotGranted: It is no setup token, or not of this bank.
        ConnectorError: The bank gives no Access URL.

    Source: SimpleFIN, "POST /claim/:token"; checklist, required points 1 to 4.
    """
    at = _claim_address(typed.get(_SETUP_TOKEN, ""), bank)
    with talking(bank, limits, transport=transport) as conversation:
        reply = conversation.ask("POST", at, headers={})
    return _granted(reply, bank)


def _claim_address(token: str, bank: Bank) -> httpx.URL:
    packed = "".join(token[:_LONGEST_TOKEN].split())
    try:
        # Some lose the padding on their way through a clipboard.
        plain = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("ascii")
        read = checked(plain.strip(), bank)
    except (ValueError, binascii.Error):
        problem = "What was typed is no setup token"
    except Elsewhere:
        problem = "The setup token is of another bank"
    else:
        if not read.userinfo:
            return read
        problem = "The setup token is none: it holds credentials"
    raise NotGranted(problem)


def _granted(reply: Reply, bank: Bank) -> Granted:
    if reply.status == HTTPStatus.FORBIDDEN:
        message = "The setup token was claimed before: it may be compromised"
        raise UsedBefore(message)
    if reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        message = "The bank does not know the setup token"
        raise NotGranted(message)
    if reply.status != HTTPStatus.OK:
        raise errors.refusal(reply)
    try:
        got = access_url(reply.body.decode("ascii"), bank)
    except (UnicodeDecodeError, Elsewhere):
        got = None
    if got is None:
        message = "The bank's answer is no Access URL of its own"
        raise Unreadable(message)
    return Granted(
        credentials={"root": got.root, "user": got.user, "password": got.password.reveal()}
    )


FORM = Form(
    fields=(
        Field(
            name=_SETUP_TOKEN,
            label=gettext_noop("Setup token"),
            hint=gettext_noop("Your bank or SimpleFIN Bridge shows it once. It works once."),
            is_secret=True,
        ),
    ),
    claim=claim,
)
