"""NextGenPSD2's transactions in our terms: the sign, the day, the other side, an id for each."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec

from banking import categories
from banking.asking import values
from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.berlin_group import purposes, wire
from banking.connectors.berlin_group.cards import signed
from banking.money import Money

Read = Callable[[msgspec.Raw, TransactionStatus], TransactionRecord]


class Movements:
    """One account's listing; what the bank gives no id is told apart by its place among equals."""

    def __init__(self, bank_id: str, currency: str, now: datetime) -> None:
        self._bank_id = bank_id
        self._currency = currency
        self._now = now
        self._alike: Counter[tuple[object, ...]] = Counter()

    def of_account(self, raw: msgspec.Raw, status: TransactionStatus) -> TransactionRecord:
        """A movement on an account.

        Raises:
            Unreadable: It has no exact amount in the account's currency, or no day and is booked.

        """
        listed = wire.decoded(raw, wire.Transaction)
        amount = self._money(listed.transaction_amount)
        other_side = _other_side(listed, is_out=amount.minor < 0)
        text = _text(listed) or other_side
        booked_at, value_at = _moment(listed.booking_date), _moment(listed.value_date)
        same = (listed.booking_date, listed.value_date, amount, listed.end_to_end_id, text)
        return TransactionRecord(
            bank_id=self._id(listed.transaction_id or listed.entry_reference, status, same),
            status=status,
            amount=amount,
            happened_at=self._happened_at(status, value_at, booked_at),
            posted_at=(booked_at or value_at) if status is TransactionStatus.POSTED else None,
            description=values.line(text, values.LONGEST_DESCRIPTION),
            merchant=values.line(other_side, values.LONGEST_MERCHANT),
            category=purposes.category(
                listed.purpose_code,
                listed.bank_transaction_code,
                listed.proprietary_bank_transaction_code,
            ),
            bank_category=values.line(_bank_words(listed), values.LONGEST_CATEGORY),
        )

    def of_card(
        self, raw: msgspec.Raw, status: TransactionStatus, *, is_debit_positive: bool
    ) -> TransactionRecord:
        """A movement on a card.

        Raises:
            Unreadable: As ``of_account``.

        """
        listed = wire.decoded(raw, wire.CardTransaction)
        sign = partial(signed, is_debit_positive=is_debit_positive)
        amount = sign(self._money(listed.transaction_amount))
        booked_at = _moment(listed.booking_date)
        # valueDate is when the card's bill is due, and no day of the purchase.
        bought = listed.acceptor_transaction_date_time or listed.transaction_date
        words = listed.merchant_category_code or listed.proprietary_bank_transaction_code
        same = (bought, listed.booking_date, amount, listed.transaction_details)
        return TransactionRecord(
            bank_id=self._id(listed.card_transaction_id, status, same),
            status=status,
            amount=amount,
            happened_at=self._happened_at(status, _moment(bought), booked_at),
            posted_at=booked_at if status is TransactionStatus.POSTED else None,
            description=values.line(listed.transaction_details, values.LONGEST_DESCRIPTION),
            category=categories.of_words(words),
            bank_category=values.line(words, values.LONGEST_CATEGORY),
            original=_original(listed.original_amount, amount),
        )

    def _money(self, amount: wire.Amount) -> Money:
        if amount.currency != self._currency:
            message = "The bank gives a movement in another currency than its account's"
            raise Unreadable(message)
        return values.money(amount.amount, self._currency)

    def _id(self, given: str | None, status: TransactionStatus, same: tuple[object, ...]) -> str:
        if given:
            return values.identifier(given)
        self._alike[(status, *same)] += 1
        return values.derived_id(self._bank_id, status, *same, self._alike[(status, *same)])

    def _happened_at(
        self, status: TransactionStatus, happened: datetime | None, booked: datetime | None
    ) -> datetime:
        """The earlier of the two: value dates may lie ahead, and purchases are booked later."""
        known = [each for each in (happened, booked) if each is not None]
        if known:
            return min(known)
        if status is TransactionStatus.PENDING:
            # The standard asks for no day of what is still pending.
            return self._now
        message = "The bank gives a booked movement no day"
        raise Unreadable(message)


def _moment(text: str | None) -> datetime | None:
    return values.moment(text) if text else None


def _other_side(listed: wire.Transaction, *, is_out: bool) -> str:
    if is_out:
        return listed.ultimate_creditor or listed.creditor_name or ""
    return listed.ultimate_debtor or listed.debtor_name or ""


def _text(listed: wire.Transaction) -> str:
    structured = listed.remittance_information_structured
    return (
        listed.remittance_information_unstructured
        or " ".join(listed.remittance_information_unstructured_array or [])
        or (structured.reference if isinstance(structured, wire.Reference) else structured)
        or listed.additional_information
        or ""
    )


def _bank_words(listed: wire.Transaction) -> str | None:
    return (
        listed.bank_transaction_code
        or listed.proprietary_bank_transaction_code
        or listed.purpose_code
    )


def _original(paid: wire.Amount | None, amount: Money) -> Money | None:
    """What the merchant charged abroad: an ornament, for whose sake no transaction is lost."""
    if paid is None or paid.currency == amount.currency:
        return None
    try:
        charged = abs(values.money(paid.amount, values.currency(paid.currency)))
    except Unreadable:
        return None
    return -charged if amount.minor < 0 else charged
