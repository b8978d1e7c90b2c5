"""The headers of every request: which of them belong together, and whether she is there."""

import uuid
from email.utils import format_datetime

from banking.asking.values import moment


def headers(*, interaction_id: str, customer_address: str, signed_in_at: str) -> dict[str, str]:
    """What every request carries beside its token.

    Shape: with a ``customer_address`` the customer counts as present; ``signed_in_at`` is ISO 8601,
    or empty.

    Source: 4.0, Read/Write profile, Request Headers; 3.1.11 has the same.
    """
    sent = {"x-fapi-interaction-id": interaction_id or str(uuid.uuid4())}
    if customer_address:
        sent["x-fapi-customer-ip-address"] = customer_address
    if signed_in_at:
        sent["x-fapi-auth-date"] = format_datetime(moment(signed_in_at), usegmt=True)
    return sent
