"""Linked banks in words: what is the matter with one, and why one could not be linked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banking.connector import AccountStatus
from banking.facts import BankNeed
from banking.linking import expiry, operations
from banking.linking.operations import Problem
from banking.models import Account, Link, LinkedBy, RefreshOutcome

_PROBLEMS = {
    Problem.NOT_OFFERED: gettext_lazy("This bank cannot be linked here."),
    Problem.NOT_GRANTED: gettext_lazy("Your bank did not let us in, so nothing was linked."),
    Problem.USED_BEFORE: gettext_lazy(
        "This was used once before, and works only once. If that was not you, tell your bank."
    ),
    Problem.UNKNOWN_VISIT: gettext_lazy(
        "We could not match this with a sign-in that you began here, so nothing was linked."
    ),
    Problem.VISIT_TOO_OLD: gettext_lazy("That took too long, so nothing was linked."),
    Problem.VISIT_USED: gettext_lazy(
        "You came back from your bank with this already. It counts only once."
    ),
    Problem.SILENT: gettext_lazy("Your bank does not answer now. Try again in a few minutes."),
    Problem.REFUSED: gettext_lazy(
        "Your bank does not let us in now. The people who run this site have to look at it."
    ),
    Problem.UNREADABLE: gettext_lazy("We could not read what came from your bank."),
    Problem.TAKEN: gettext_lazy("This sign-in at the bank is linked to somebody else here."),
    Problem.BUSY: gettext_lazy("Many people are linking a bank now. Try again in a minute."),
    Problem.TOO_OFTEN: gettext_lazy("That was tried too often. Please wait an hour."),
    Problem.TOO_MANY_DOCUMENTS: gettext_lazy(
        "We are still reading your last files. Please wait a little."
    ),
    Problem.KNOWN_DOCUMENT: gettext_lazy("We have this file already."),
}
_UNREADABLE_FILE = gettext_lazy("We could not read this file. Is it one that your bank gave you?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A linked bank as its pages show it; ``is_waiting`` while it was never read."""

    link: Link
    accounts: tuple[str, ...]
    need: BankNeed | None
    trouble: str
    is_waiting: bool
    is_hers: bool

    @property
    def name(self) -> str:
        """The bank's."""
        return self.link.institution.name


def problem(why: Problem) -> str:
    """The sentence for her."""
    return str(_PROBLEMS[why])


def problem_of_file(why: Problem) -> str:
    """The sentence for her who handed in a file."""
    return str(_UNREADABLE_FILE) if why is Problem.UNREADABLE else problem(why)


def card(link: Link, now: datetime) -> Card:
    """All that is said of one of her links."""
    need = expiry.need_of(link, now)
    trouble = "" if need is BankNeed.NOW else _trouble(link)
    accounts = Account.objects.filter(link=link, status=AccountStatus.OPEN).order_by("pk")
    return Card(
        link=link,
        accounts=tuple(_masked(each) for each in accounts),
        need=need,
        trouble=trouble,
        is_waiting=link.fetched_at is None and need is not BankNeed.NOW and not trouble,
        is_hers=operations.is_offered(link.institution),
    )


def _masked(account: Account) -> str:
    return f"{account.name} ..{account.last_digits}" if account.last_digits else account.name


def _trouble(link: Link) -> str:
    """What came of the last try to read it, if nothing came of it."""
    match link.last_problem:
        case "":
            return ""
        case RefreshOutcome.UNREACHABLE | RefreshOutcome.RATE_LIMITED:
            return _("The bank does not answer now. We keep trying.")
        case RefreshOutcome.UNREADABLE if link.institution.linked_by == LinkedBy.UPLOAD:
            return _("We could not read the last file. Hand in another one.")
        case _:
            return _("We cannot read this bank now. The people who run this site were told.")
