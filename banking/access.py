"""What connectors are handed: a bank as its operator entered it, and one link's way in."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from banking.connector import (
    Access,
    Bank,
    Refused,
    Secret,
    Spend,
    TimeLimits,
    keep_nothing,
    spend_freely,
)
from banking.models import Document, Institution, Link, LinkedBy

# A hung bank is given up well before the worker's own limit of 20 s.
LIMITS = TimeLimits(connect_s=3, read_s=8, total_s=15)


def bank_of(institution: Institution) -> Bank:
    """How the institution is spoken to."""
    return Bank(
        base_url=institution.base_url,
        token_url=institution.token_url,
        authorization_url=institution.authorization_url,
        pushed_url=institution.pushed_url,
        issuer=institution.issuer,
        keys_url=institution.keys_url,
        client_id=institution.service_id,
        client_secret=institution.service_secret,
        private_key=institution.private_key,
        key_id=institution.key_id,
        certificate=institution.certificate,
        options={name: str(value) for name, value in institution.options.items()},
        time_zone=institution.time_zone,
    )


def credentials_of(link: Link) -> dict[str, str]:
    """The link's credentials.

    Raises:
        Refused: They are no JSON object.

    """
    try:
        return {name: str(value) for name, value in json.loads(link.credentials.reveal()).items()}
    except (ValueError, AttributeError):
        message = "The link's credentials are no JSON object"
        raise Refused(message) from None


def access_to(  # noqa: PLR0913 - what one link needs
    link: Link,
    *,
    is_customer_present: bool,
    interaction_id: str = "",
    files: Sequence[bytes] = (),
    spend: Spend = spend_freely,
    keep: Callable[[Mapping[str, str]], None] = keep_nothing,
) -> Access:
    """All that a connector needs to read the link.

    Raises:
        Refused: The link's credentials are no JSON object.

    """
    return Access(
        bank=bank_of(link.institution),
        credentials={name: Secret(value) for name, value in credentials_of(link).items()},
        is_customer_present=is_customer_present,
        customer_address=(link.institution.customer_address or "") if is_customer_present else "",
        limits=LIMITS,
        interaction_id=interaction_id,
        cursor=link.cursor,
        files=files,
        spend=spend,
        keep=keep,
    )


def renewing(access: Access, spent_s: float) -> Access | None:
    """The same way in with a token that has to be renewed first; None if none can be.

    Both tries together have the time of one, less what the first one took.
    A bank may end a token before its time; that is no reason to send its customer there again.
    """
    held = access.credentials
    if not {"access_token", "refresh_token"} <= held.keys():
        return None
    kept = {name: held[name] for name in held if name not in {"access_token", "expires_at"}}
    left_s = max(1.0, access.limits.total_s - spent_s)
    return replace(access, credentials=kept, limits=replace(access.limits, total_s=left_s))


def documents_of(link: Link) -> dict[int, bytes]:
    """What the customer handed in and no refresh has stored yet, oldest first, by its row."""
    if link.institution.linked_by != LinkedBy.UPLOAD:
        return {}
    waiting = Document.objects.filter(link=link, stored_at=None).order_by("received_at", "pk")
    return {each.pk: base64.b64decode(each.content.reveal()) for each in waiting}
