"""FDX 4.6 to 5.x wrap each account and transaction in its category, 6.x names it, some do both."""

import msgspec

from banking.connector import Unreadable
from banking.connectors.fdx import wire

# Source: FDX 5.x, oneOf of Accounts.accounts; FDX 6.x, AccountCategory.
_CATEGORIES = {
    "depositAccount": "DEPOSIT_ACCOUNT",
    "locAccount": "LOC_ACCOUNT",
    "loanAccount": "LOAN_ACCOUNT",
    "investmentAccount": "INVESTMENT_ACCOUNT",
    "insuranceAccount": "INSURANCE_ACCOUNT",
    "annuityAccount": "ANNUITY_ACCOUNT",
    "commercialAccount": "COMMERCIAL_ACCOUNT",
    "digitalWallet": "DIGITAL_WALLET",
}
_TRANSACTIONS = frozenset(
    {key.removesuffix("Account") + "Transaction" for key in _CATEGORIES if key != "digitalWallet"}
    | {"digitalWalletTransaction"}
)

Fields = dict[str, msgspec.Raw]


def account_fields(raw: bytes | msgspec.Raw) -> Fields:
    """The account's fields as 6.x has them, whichever shape it came in.

    Raises:
        Unreadable: It is no object, or it is of two categories, which decide its sign.

    """
    outer = wire.decoded(raw, Fields)
    wrappers = [key for key in outer if key in _CATEGORIES]
    if not wrappers:
        return outer
    fields = _unwrapped(outer, wrappers)
    category = msgspec.Raw(msgspec.json.encode(_CATEGORIES[wrappers[0]]))
    claimed = fields.setdefault("accountCategory", category)
    if bytes(claimed).strip() not in {bytes(category), b"null"}:
        message = "The bank's answer names two categories for one account"
        raise Unreadable(message)
    return {**fields, "accountCategory": category}


def transaction(raw: msgspec.Raw) -> wire.Transaction:
    """The transaction as 6.x has it.

    Raises:
        Unreadable: It is no object, or two transactions in one, or breaks the standard.

    """
    if b'Transaction"' not in bytes(raw):
        # Not wrapped, and there are hundreds: taking it apart first would take most of the time.
        return wire.decoded(raw, wire.Transaction)
    outer = wire.decoded(raw, Fields)
    wrappers = [key for key in outer if key in _TRANSACTIONS]
    fields = _unwrapped(outer, wrappers) if wrappers else outer
    return wire.joined(fields, wire.Transaction)


def _unwrapped(outer: Fields, wrappers: list[str]) -> Fields:
    if len(wrappers) > 1:
        message = "The bank's answer wraps two entities in one"
        raise Unreadable(message)
    inner = wire.decoded(outer[wrappers[0]], Fields)
    beside = {key: value for key, value in outer.items() if key != wrappers[0]}
    return beside | inner
