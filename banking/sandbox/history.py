"""The bank's history, month by month from its first day, as far as anybody has asked."""

from datetime import date, datetime, timedelta
from functools import cache
from threading import Lock

from banking.sandbox import agreements
from banking.sandbox.accounts import ACCOUNTS, BY_ID
from banking.sandbox.book import Book
from banking.sandbox.days import FIRST_YEAR, Day
from banking.sandbox.routines import ROUTINES
from banking.sandbox.transactions import Transaction

FIRST_DAY = date(FIRST_YEAR, 1, 1)
SETTLEMENTS = sorted(
    (
        (account_id, routine.settlement)
        for account_id, routine in ROUTINES.items()
        if routine.settlement is not None
    ),
    key=lambda pair: pair[1].day,
)


class History:
    """A function of the seed: whoever asks, and whenever, gets the same past."""

    def __init__(self, seed: int) -> None:
        self._book = Book(seed)
        self._month = FIRST_DAY
        self._lock = Lock()

    def of(self, account_id: str, now: datetime) -> list[Transaction]:
        """Return what was made on the account up to now, oldest first."""
        with self._lock:
            while self._month <= now.date():
                self._write_month()
            page = self._book.pages[account_id]
            return [transaction for transaction in page if transaction.made_at <= now]

    def _write_month(self) -> None:
        month = self._month
        self._month = (month + timedelta(days=31)).replace(day=1)
        self._write_days(month)
        # Later agreements look at the balances that earlier ones left: their order is their date.
        self._write_debts(month)
        for account_id, settlement in SETTLEMENTS:
            agreements.settle(self._book, BY_ID[account_id], settlement, month)
        for account in ACCOUNTS:
            if account.interest_bp:
                agreements.pay_interest(self._book, account, month)
        for page in self._book.pages.values():
            page.sort(key=lambda transaction: (transaction.made_at, transaction.transaction_id))

    def _write_days(self, month: date) -> None:
        for account in ACCOUNTS:
            routine = ROUTINES.get(account.account_id)
            day = month
            while routine is not None and day < self._month:
                chance = Day(self._book.seed, account, day)
                self._book.write(chance.transactions(routine))
                day += timedelta(days=1)

    def _write_debts(self, month: date) -> None:
        for account in ACCOUNTS:
            if account.card is not None:
                agreements.pay_card(self._book, account, account.card, month)
            if account.loan is not None:
                agreements.pay_instalment(self._book, account, account.loan, month)


@cache
def history(seed: int) -> History:
    """Return the one history of a seed; banks with the same seed share it."""
    return History(seed)
