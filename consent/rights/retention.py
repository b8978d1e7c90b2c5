"""How long what is kept: one list, read by the page and by whoever deletes.

Source: GDPR, articles 5(1)(e) and 13(2)(a).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consent import gateway
from consent.models import Authorization, Consent, ConsentAccount, Notice, Receipt
from consent.proof import erasing
from consent.rights import exports
from consent.states import State

log = structlog.get_logger(__name__)

# A request that was never allowed, once it is over.
REQUESTS = timedelta(days=30)
# What is left of a token, by which an ended link is told apart from one that never was.
TRACES = timedelta(days=30)
# The yearly notice looks back a year for the one before.
NOTICES = timedelta(days=400)


def of_disclosures() -> timedelta:
    """How long what a disclosure says is kept, erased or not."""
    return erasing.keep()


def of_receipts() -> timedelta:
    """How long a consent's receipts are kept after its end."""
    return timedelta(days=settings.RECEIPT_KEEP_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is kept, how long, and why; without ``period`` until what ``until`` says."""

    what: Promise
    why: Promise
    period: timedelta | None = None
    until: Promise | None = None

    @property
    def how_long(self) -> str:
        """The period in whole days or hours, as the page tells it; then from when on."""
        if self.period is None:
            return str(self.until)
        hours = int(self.period.total_seconds()) // 3600
        if hours % 24:
            told = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
        else:
            days = hours // 24
            told = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return f"{told} {self.until}" if self.until else told


def rules() -> tuple[Rule, ...]:
    """Every rule, each with the number by which it is enforced."""
    return (*_of_consents(), *_of_the_bank(), *_of_sign_in())


def _of_consents() -> tuple[Rule, ...]:
    return (
        Rule(
            what=_("What assistants were told"),
            why=_("The bank must be able to show what left it. Never amounts, never your words."),
            period=of_disclosures(),
        ),
        Rule(
            what=_("What you allowed, and its receipts"),
            why=_("You and the bank can prove what you allowed and when."),
            period=of_receipts(),
            until=_("after it ended"),
        ),
        Rule(
            what=_("Requests that you did not allow"),
            why=_("So that you can see who asked."),
            period=REQUESTS,
        ),
        Rule(
            what=_("That an assistant had a key"),
            why=_("So that it hears that you disconnected it. The key itself opens nothing."),
            period=TRACES,
            until=_("after the key ran out"),
        ),
        Rule(
            what=_("Letters that we sent you"),
            why=_("So that you get each of them once."),
            period=NOTICES,
        ),
        Rule(
            what=_("Copies of your data that you asked for"),
            why=_("So that you can download them."),
            period=exports.KEEP,
        ),
        Rule(
            what=_("The trail: who did what, when. No names and no amounts"),
            why=_("So that nobody can change anything unseen."),
            until=_("It is never deleted"),
        ),
    )


def _of_the_bank() -> tuple[Rule, ...]:
    return (
        Rule(
            what=_("Account names, balances and dates when something is due"),
            why=_("To answer you. Each new figure replaces the old one."),
            until=_("Until you disconnect that bank or erase everything"),
        ),
        Rule(
            what=_("What you paid and were paid"),
            why=_("To answer questions about the last two years."),
            period=timedelta(days=settings.TRANSACTION_KEEP_DAYS),
        ),
        Rule(
            what=_("When we asked your bank for news"),
            why=_("So that the bank can find faults."),
            period=timedelta(days=settings.REFRESH_KEEP_DAYS),
        ),
    )


def _of_sign_in() -> tuple[Rule, ...]:
    return (
        Rule(
            what=_("Your sign-ins, each with address and browser"),
            why=_("So that you can see and end them."),
            period=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        ),
        Rule(
            what=_("Your voice code, scrambled so that nobody can read it"),
            why=_("To compare it with what you say."),
            until=_("Until you remove it or erase everything"),
        ),
        Rule(
            what=_("Your name, date of birth, e-mail address, language and time zone"),
            why=_("To let you sign in and to write to you."),
            until=_("As long as you are a customer of the bank"),
        ),
    )


def forget(now: datetime, *, batch: int = 200) -> int:
    """Deletes the next of what is over and nobody else deletes; how many things there were.

    Called daily, until it returns 0.
    """
    forgotten = {
        "sign_ins": gateway.forget_sign_ins(now),
        "requests": _forget_requests(now, batch),
        "consents": _forget_consents(now, batch),
        "notices": _forget_notices(now, batch),
    }
    if any(forgotten.values()):
        log.info("retention.forgotten", **forgotten)
    return sum(forgotten.values())


def _forget_requests(now: datetime, batch: int) -> int:
    over = Consent.objects.filter(
        granted_at=None, state=State.ENDED, ended_at__lt=now - REQUESTS
    ).order_by("pk")
    requests = list(over.values_list("pk", flat=True)[:batch])
    # Nothing was ever released under them: no disclosure or receipt leans on the row.
    Consent.objects.filter(pk__in=requests).delete()
    return len(requests)


def _forget_consents(now: datetime, batch: int) -> int:
    """Of a consent that ended long ago stays the row on which the chain of disclosures stands."""
    ended_before = now - of_receipts()
    of = {"consent": OuterRef("pk")}
    is_full = Q(Exists(Receipt.objects.filter(**of))) | Q(
        Exists(ConsentAccount.objects.filter(**of))
    )
    over = Consent.objects.filter(is_full, state=State.ENDED, ended_at__lt=ended_before)
    consents = list(over.order_by("pk")[:batch])
    for consent in consents:
        with transaction.atomic():
            consent.receipts.all().delete()
            consent.scopes.all().delete()
            consent.accounts.all().delete()
            Authorization.objects.filter(consent=consent).delete()
    return len(consents)


def _forget_notices(now: datetime, batch: int) -> int:
    over = Notice.objects.filter(settled_at__isnull=False, created_at__lt=now - NOTICES)
    notices = list(over.order_by("pk").values_list("pk", flat=True)[:batch])
    Notice.objects.filter(pk__in=notices).delete()
    return len(notices)
