"""Linking by Direct Connect: the customer types the user id and password of her bank's OFX."""

import uuid
from collections.abc import Mapping

import httpx
from django.utils.translation import gettext_noop as _

from banking.asking.conversation import talking
from banking.connector import Access, Bank, Secret, TimeLimits
from banking.connectors.ofx import errors
from banking.connectors.ofx.direct import DirectConnector
from banking.standard import Field, Form, Granted, NotGranted


def claim(
    bank: Bank,
    typed: Mapping[str, str],
    limits: TimeLimits,
    *,
    transport: httpx.BaseTransport | None = None,
) -> Granted:
    """Signs on once with what was typed; the link gets a UUID by which the bank may know us again.

    Raises:
        NotGranted: Nothing was typed, or the bank says that it is wrong.
        ConnectorError: The bank wants something else of the customer, or does not answer.

    """
    credentials = {
        "user_id": typed.get("user_id", "").strip(),
        "password": typed.get("password", ""),
        "client_uid": str(uuid.uuid4()),
    }
    if not all(said and said.isprintable() for said in credentials.values()):
        message = "The user id or the password is empty, or has characters that no OFX has"
        raise NotGranted(message)
    access = Access(
        bank=bank,
        credentials={name: Secret(said) for name, said in credentials.items()},
        is_customer_present=True,
        limits=limits,
    )
    try:
        with talking(bank, limits, transport=transport) as conversation:
            DirectConnector(conversation, access).sign_on()
    except errors.WrongPassword as error:
        problem = str(error)
    else:
        return Granted(credentials=credentials)
    raise NotGranted(problem)


FORM = Form(
    fields=(
        Field(
            name="user_id",
            label=_("User ID"),
            hint=_(
                "The one your bank gave you for money programs. It may differ from the website's."
            ),
        ),
        Field(name="password", label=_("Password"), is_secret=True),
    ),
    claim=claim,
)
