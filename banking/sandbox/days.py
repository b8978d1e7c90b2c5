"""What one day brings to one account, told by the seed, the account and the date alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from banking.sandbox.accounts import Account, Kind
from banking.sandbox.amounts import converted
from banking.sandbox.habits import Errand, Routine, Standing
from banking.sandbox.transactions import Foreign, Transaction, transaction_id

FIRST_YEAR = 2021
DAYS_PER_MONTH = 30
POSTING_TIME = time(4, tzinfo=UTC)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an aware moment of the day."""
    return datetime.combine(day, time(hour, minute, tzinfo=UTC))


class Day:
    """One account's day, with its own source of chance."""

    def __init__(self, seed: int, account: Account, day: date) -> None:
        self.seed = seed
        self.account = account
        self.day = day
        # Chance must be repeatable here: the same seed tells the same history on every start.
        self.chance = Random(f"{seed}|{account.account_id}|{day.isoformat()}")  # noqa: S311

    def transactions(self, routine: Routine) -> Iterator[Transaction]:
        """Yield what is made on this day, and the refunds that will follow from it."""
        for number, standing in enumerate(routine.standing):
            if standing.day == self.day.day:
                yield self._standing(standing, f"standing-{number}")
        for number, errand in enumerate(routine.errands):
            if self.chance.randrange(DAYS_PER_MONTH) < errand.per_month:
                yield from self._errand(errand, f"errand-{number}")

    def _standing(self, habit: Standing, label: str) -> Transaction:
        spread = self.chance.randint(-habit.spread_minor, habit.spread_minor)
        minor = habit.minor + spread + habit.yearly_minor * (self.day.year - FIRST_YEAR)
        made_at = moment(self.day, 6)
        is_card = self.account.kind is Kind.CREDIT_CARD
        return Transaction(
            transaction_id=transaction_id(self.seed, self.account.account_id, self.day, label),
            account_id=self.account.account_id,
            minor=self._in_account_currency(minor, habit.foreign_currency),
            description=habit.description,
            payee=habit.payee,
            mcc=habit.mcc,
            made_at=made_at,
            posts_at=self._posting_moment() if is_card else made_at,
            foreign=_foreign(minor, habit.foreign_currency),
        )

    def _errand(self, errand: Errand, label: str) -> Iterator[Transaction]:
        minor = -self.chance.randint(errand.low_minor, errand.high_minor)
        shop = self.chance.choice(errand.shops)
        yield Transaction(
            transaction_id=transaction_id(self.seed, self.account.account_id, self.day, label),
            account_id=self.account.account_id,
            minor=self._in_account_currency(minor, errand.foreign_currency),
            description=f"{shop} purchase",
            payee=shop,
            mcc=errand.mcc,
            made_at=moment(self.day, self.chance.randint(8, 21), self.chance.randrange(60)),
            posts_at=self._posting_moment(),
            foreign=_foreign(minor, errand.foreign_currency),
        )
        if self.chance.randrange(100) < errand.refunded_percent:
            yield self._refund(shop, -minor, errand, label)

    def _refund(self, shop: str, minor: int, errand: Errand, label: str) -> Transaction:
        day = self.day + timedelta(days=self.chance.randint(4, 9))
        made_at = moment(day, 10)
        return Transaction(
            transaction_id=transaction_id(
                self.seed, self.account.account_id, self.day, f"{label}-refund"
            ),
            account_id=self.account.account_id,
            minor=minor,
            description=f"{shop} refund",
            payee=shop,
            mcc=errand.mcc,
            made_at=made_at,
            posts_at=made_at,
        )

    def _posting_moment(self) -> datetime:
        day = self.day + timedelta(days=self.chance.randint(1, 2))
        return datetime.combine(day, POSTING_TIME)

    def _in_account_currency(self, minor: int, foreign_currency: str | None) -> int:
        if foreign_currency is None:
            return minor
        return converted(minor, foreign_currency, self.account.currency)


def _foreign(minor: int, currency: str | None) -> Foreign | None:
    return None if currency is None else Foreign(minor=minor, currency=currency)
