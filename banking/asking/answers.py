"""What a customer's browser brings back from her bank: whose answer it is, and what it says."""

from collections.abc import Mapping
from datetime import timedelta

from banking.asking import signatures
from banking.asking.conversation import Conversation
from banking.connector import Bank, Refused, Unreachable
from banking.standard import Forged, NotGranted, Visit

# Errors by who can mend them. Source: RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6; RFC 9101 7.
_HERS = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "login_required",
    }
)
_THE_BANKS = frozenset({"server_error", "temporarily_unavailable"})
_OURS = frozenset(
    {
        "invalid_request",
        "invalid_request_object",
        "invalid_request_uri",
        "invalid_scope",
        "registration_not_supported",
        "request_not_supported",
        "request_uri_not_supported",
        "unauthorized_client",
        "unsupported_response_type",
    }
)
_LONGEST_CODE = 4096


def are_signed(bank: Bank) -> bool:
    """Whether the bank signs them: registered with it as ``authorization_signed_response_alg``."""
    return "authorization_signed_response_alg" in bank.options


def claimed_state(returned: Mapping[str, str]) -> str:
    """The state that an answer claims, to find the visit by; ``finish`` verifies a signed one.

    Source: RFC 6749 4.1.2; JARM 2.3.1 where it is inside ``response``.
    """
    if "response" not in returned:
        return returned.get("state", "")
    state = signatures.claimed(returned["response"]).get("state")
    return state if isinstance(state, str) else ""


def checked(
    conversation: Conversation, bank: Bank, visit: Visit, returned: Mapping[str, str]
) -> Mapping[str, str]:
    """The parameters of the bank's answer, a ``code`` among them.

    Raises:
        Forged: It is another bank's answer, or not signed as this one signs.
        NotGranted: She said no, or there is no code.
        ConnectorError: The bank has trouble, or finds fault with our question.

    Source: RFC 6749 4.1.2; RFC 9207 2.4; JARM 2.4.
    """
    answer = _opened(conversation, bank, visit, returned) if are_signed(bank) else returned
    _check_issuer(bank, answer)
    if "error" in answer:
        raise _no(answer["error"])
    code = answer.get("code", "")
    if not (code.isascii() and code.isprintable() and 0 < len(code) <= _LONGEST_CODE):
        message = "The bank's answer holds no code"
        raise NotGranted(message)
    return answer


def _opened(
    conversation: Conversation, bank: Bank, visit: Visit, returned: Mapping[str, str]
) -> Mapping[str, str]:
    token = returned.get("response", "")
    claims = signatures.verified(conversation, bank, token, visit.now)
    late = signatures.SKEW + timedelta(seconds=visit.limits.total_s)
    signatures.meant_for_us(claims, bank, visit.now, late=late)
    if not signatures.same(claims.get("state"), visit.state):
        message = "Its state is wrong"
        raise Forged(message)
    return {name: value for name, value in claims.items() if isinstance(value, str)}


def _check_issuer(bank: Bank, answer: Mapping[str, str]) -> None:
    """RFC 9207 2.4: an answer of another bank's, or one that hides whose it is, goes no further."""
    promised = bank.options.get("authorization_response_iss_parameter_supported", "")
    if "iss" not in answer and promised.lower() != "true":
        return
    # Without an issuer of the operator's there is nothing to compare with.
    if bank.issuer and not signatures.same(answer.get("iss"), bank.issuer):
        message = "Its iss is wrong: another bank may have answered"
        raise Forged(message)


def _no(error: str) -> Exception:
    """An error in our terms; a word that no standard has is not repeated."""
    if error in _HERS:
        return NotGranted(f"The bank answered {error}")
    if error in _THE_BANKS:
        return Unreachable(f"The bank answered {error}")
    if error in _OURS:
        return Refused(f"The bank answered {error}")
    return NotGranted("The bank answered with an error of its own")
