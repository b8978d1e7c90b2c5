"""Whether an account's balance moves as its movements say: the running check of what we were told.

A bank's balance may or may not count what is pending, and does not say which. So both sums are
kept, each from the account's first refresh on; the account disagrees while neither is zero.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from banking.facts import AccountKind
from banking.models import Account
from banking.movements import Changes

# Interest, fees and prices move the balances of the others without a movement.
_CHECKED = frozenset({AccountKind.CHECKING, AccountKind.SAVINGS, AccountKind.CREDIT_CARD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """By how much the balance moved more than the posted movements, and than all of them.

    Units: minor units of the account's currency.
    """

    is_checked: bool
    posted_minor: int
    all_minor: int
    disagrees_since: datetime | None

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            is_checked=account.kind in _CHECKED,
            posted_minor=account.drift_posted_minor,
            all_minor=account.drift_all_minor,
            disagrees_since=account.disagrees_since,
        )

    def after(self, balance_moved_minor: int, changes: Changes, at: datetime) -> "Agreement":
        """The sums after one refresh."""
        if not self.is_checked:
            return self
        posted = self.posted_minor + balance_moved_minor - changes.posted_minor
        everything = self.all_minor + balance_moved_minor - changes.all_minor
        disagrees = posted != 0 and everything != 0
        return Agreement(
            is_checked=True,
            posted_minor=posted,
            all_minor=everything,
            disagrees_since=(self.disagrees_since or at) if disagrees else None,
        )

    def write(self, account: int) -> None:
        Account.objects.filter(pk=account).update(
            drift_posted_minor=self.posted_minor,
            drift_all_minor=self.all_minor,
            disagrees_since=self.disagrees_since,
        )
