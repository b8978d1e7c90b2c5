"""Who we are at a bank's OAuth endpoints: a secret, a signed assertion, or our certificate."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote_plus

from banking.asking import assertions
from banking.connector import Bank, Refused

# RFC 7523 2.2.
_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a request to such an endpoint carries of us, beside its own fields."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


def proof(bank: Bank) -> Proof:
    """By the method of the bank's option ``token_endpoint_auth_method``, else HTTP Basic.

    Raises:
        Refused: The method is none of ours, or its key or certificate is missing.

    Source: RFC 6749 2.3.1; RFC 7523 2.2; RFC 8705 2; the methods' names: RFC 7591 2.
    """
    match bank.options.get("token_endpoint_auth_method", "client_secret_basic"):
        case "client_secret_basic":
            return Proof(headers={"Authorization": _basic(bank)})
        case "client_secret_post":
            secret = bank.client_secret.reveal()
            return Proof(fields={"client_id": bank.client_id, "client_secret": secret})
        case "private_key_jwt":
            return Proof(fields=_asserted(bank))
        case "tls_client_auth" | "self_signed_tls_client_auth" if bank.certificate:
            # The connection itself says it: the conversation shows the certificate.
            return Proof(fields={"client_id": bank.client_id})
        case "tls_client_auth" | "self_signed_tls_client_auth":
            message = "The bank wants a certificate of ours, and there is none"
        case _:
            message = "token_endpoint_auth_method is none that we know"
    raise Refused(message)


def _basic(bank: Bank) -> str:
    """RFC 6749 2.3.1: both parts are form-encoded before they are joined."""
    parts = (bank.client_id, bank.client_secret.reveal())
    plain = ":".join(quote_plus(part) for part in parts)
    return f"Basic {base64.b64encode(plain.encode()).decode()}"


def _asserted(bank: Bank) -> dict[str, str]:
    # FAPI 2.0 5.3.3.1 wants the issuer alone; some older banks know their token endpoint only.
    wants_endpoint = bank.options.get("client_assertion_audience") == "token_endpoint"
    audience = bank.token_url if wants_endpoint else bank.issuer or bank.token_url
    # The bank judges the assertion's age when it arrives, which is now.
    claims = assertions.claims(bank, audience, datetime.now(UTC)) | {"sub": bank.client_id}
    algorithm = bank.options.get("token_endpoint_auth_signing_alg", "PS256")
    return {
        "client_id": bank.client_id,
        "client_assertion_type": _KIND,
        "client_assertion": assertions.signed(bank, claims, algorithm=algorithm),
    }
