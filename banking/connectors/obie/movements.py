"""UK Open Banking's transactions in our terms."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from banking import categories
from banking.asking import values
from banking.connector import Removed, TransactionRecord, TransactionStatus, Unreadable
from banking.connectors.obie import wire
from banking.connectors.obie.signs import signed
from banking.connectors.obie.wire import BankCode, Merchant, Transaction
from banking.facts import Category
from banking.money import Money

# Source: 3.1.11, OBEntryStatus1Code; 4.0, ExternalEntryStatus1Code.
_STATUSES = {
    "Booked": TransactionStatus.POSTED,
    "BOOK": TransactionStatus.POSTED,
    "Pending": TransactionStatus.PENDING,
    "PDNG": TransactionStatus.PENDING,
}
_REJECTED = frozenset({"Rejected", "RJCT"})
# For information only, and what will be booked one day: neither has moved anything.
_UNBOOKED = frozenset({"INFO", "FUTR"})
# The families and their members that say what money was for; transfers may be for anything.
# Source: ISO 20022, ExternalBankTransactionFamily1Code and ...SubFamily1Code, and 3.1's words.
_PURPOSES = {
    "SALA": Category.INCOME,
    "PENS": Category.INCOME,
    "INTR": Category.INTEREST,
    "Interest": Category.INTEREST,
    "CWDL": Category.CASH,
    "CashWithdrawal": Category.CASH,
    "CDPT": Category.CASH,
    "CHRG": Category.FEES,
    "Charges": Category.FEES,
    "FEES": Category.FEES,
    "Fees": Category.FEES,
    "TAXE": Category.TAXES,
    "Taxes": Category.TAXES,
}
_NOON = timedelta(hours=12)


class Movements:
    """The transactions of one account, of which some may have no id of the bank's."""

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self._alike: Counter[str] = Counter()

    def read(self, listed: Transaction) -> TransactionRecord | Removed | None:
        """The transaction; None for what has moved nothing.

        Raises:
            Unreadable: Its account, direction, status, amount or moment is not known.

        """
        if listed.account_id != self._account_id:
            message = "The bank lists a transaction of another account"
            raise Unreadable(message)
        if listed.status in _REJECTED:
            # It may have been pending before.
            bank_id = listed.transaction_id
            return Removed(bank_id=values.identifier(bank_id)) if bank_id else None
        if listed.status in _UNBOOKED:
            return None
        return self._record(listed)

    def _record(self, listed: Transaction) -> TransactionRecord:
        status = _STATUSES.get(listed.status)
        if status is None:
            message = "The bank gives a transaction a status that UK Open Banking has not"
            raise Unreadable(message)
        booked_at = moment(listed.booking_date_time)
        amount = signed(listed.amount, listed.credit_debit_indicator)
        merchant = listed.merchant_details or Merchant()
        name = values.line(merchant.merchant_name, values.LONGEST_MERCHANT)
        said = values.line(listed.transaction_information, values.LONGEST_DESCRIPTION)
        return TransactionRecord(
            bank_id=self._bank_id(listed),
            status=status,
            amount=amount,
            happened_at=_happened_at(listed, booked_at),
            posted_at=booked_at if status is TransactionStatus.POSTED else None,
            description=said or name,
            merchant=name,
            category=_category(merchant, listed.bank_transaction_code),
            bank_category=_bank_category(merchant, listed.bank_transaction_code),
            original=_original(listed, amount),
        )

    def _bank_id(self, listed: Transaction) -> str:
        """The bank's own, or one made of what does not change, with a count among equals."""
        if listed.transaction_id:
            return values.identifier(listed.transaction_id)
        merchant = listed.merchant_details or Merchant()
        alike = values.derived_id(
            self._account_id,
            listed.booking_date_time,
            listed.credit_debit_indicator,
            listed.amount.exact.normalize(),
            listed.amount.currency,
            listed.transaction_reference,
            listed.transaction_information,
            merchant.merchant_name,
        )
        self._alike[alike] += 1
        return alike if self._alike[alike] == 1 else values.derived_id(alike, self._alike[alike])


def moment(text: str) -> datetime:
    """A moment; midnight in UTC is a day without a time, and becomes its noon.

    Raises:
        Unreadable: It is none.

    Source: 4.0, Transactions, Notes: banks that know no time write 00:00:00+00:00.
    """
    read = values.moment(text)
    is_a_day = read.timetz() == time(0, tzinfo=UTC)
    return read + _NOON if is_a_day else read


def _happened_at(listed: Transaction, booked_at: datetime) -> datetime:
    """Booked later than it was made; valued later only where interest begins later."""
    valued_at = moment(listed.value_date_time) if listed.value_date_time else booked_at
    return min(booked_at, valued_at)


def _category(merchant: Merchant, code: BankCode | None) -> Category:
    if merchant.merchant_category_code:
        return categories.of_words(merchant.merchant_category_code)
    said = (code.sub_code, code.code) if code else ()
    return next((_PURPOSES[each] for each in said if each in _PURPOSES), Category.OTHER)


def _bank_category(merchant: Merchant, code: BankCode | None) -> str:
    said = merchant.merchant_category_code
    if not said and code:
        said = " ".join(filter(None, (code.code, code.sub_code)))
    return values.line(said, values.LONGEST_CATEGORY)


def _original(listed: Transaction, amount: Money) -> Money | None:
    """What was charged abroad."""
    try:
        instructed = wire.decoded(listed.currency_exchange, wire.Exchange).instructed_amount
        found = signed(instructed, listed.credit_debit_indicator)
    except Unreadable:
        return None
    return None if found.currency == amount.currency else found
