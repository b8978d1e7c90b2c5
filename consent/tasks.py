"""The tick of consent: sends what is due and does the chores that are, each for a while."""

from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.utils import timezone
from oauth2_provider.models import clear_expired

from consent import chores, leaving
from consent.chores import Chore
from consent.models import IssuedToken
from consent.proof import checkpoints, erasing
from consent.rights import exports, retention
from consent.writing import bank_news, notices, outbox

log = structlog.get_logger(__name__)

# Together less than the time between two ticks, so that banking's ticks find a worker.
_SENDING_S, _CHORES_S = 2, 2.5
_BATCH = 50
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@shared_task(name="consent.tick", ignore_result=True, acks_late=True)
def tick(**_newer: object) -> None:
    """Does what is due; any number of ticks, at once or days late, do each thing once."""
    now = timezone.now()
    chores.run_due(CHORES, now, within_s=_CHORES_S)
    outbox.send_due(now, within_s=_SENDING_S)


def forget_tokens(now: datetime) -> bool:
    """Deletes expired tokens and codes, and the traces of tokens that died a month ago."""
    clear_expired()
    deleted, _ = IssuedToken.objects.filter(expires_at__lt=now - retention.TRACES).delete()
    log.info("tokens.forgotten", traces=deleted)
    return False


def _of_retired(now: datetime) -> bool:
    return leaving.of_retired(now, batch=_BATCH) == _BATCH


def _expire(now: datetime) -> bool:
    return leaving.expired(now, batch=_BATCH) == _BATCH


def _abandon(now: datetime) -> bool:
    return leaving.abandoned(now, batch=_BATCH) == _BATCH


def _remind(now: datetime) -> bool:
    return notices.reminders(now, batch=_BATCH) == _BATCH


def _tell(now: datetime) -> bool:
    """The yearly lists first, and only then what they may make needless."""
    if notices.yearly(now, batch=_BATCH) == _BATCH:
        return True
    return notices.periodic(now, batch=_BATCH) == _BATCH


def _bank_news(now: datetime) -> bool:
    return bank_news.write(now) > 0


def _seal(now: datetime) -> bool:
    checkpoints.seal(now)
    return False


def _destroy(now: datetime) -> bool:
    return erasing.retire(now) > 0


def _forget(now: datetime) -> bool:
    return retention.forget(now) > 0


def _export(now: datetime) -> bool:
    """One archive a turn: its lease is its own, and the others wait no longer than for it."""
    exports.run_due(now)
    return False


CHORES = (
    Chore(name="retired", every=timedelta(seconds=5), run=_of_retired),
    Chore(name="expired", every=timedelta(minutes=1), run=_expire),
    Chore(name="abandoned", every=timedelta(minutes=5), run=_abandon),
    Chore(name="reminders", every=_HOUR, run=_remind),
    Chore(name="still_running", every=_HOUR, run=_tell),
    Chore(name="bank_news", every=timedelta(minutes=1), run=_bank_news),
    Chore(name="checkpoint", every=timedelta(minutes=5), run=_seal),
    Chore(name="exports", every=timedelta(), run=_export),
    Chore(name="disclosures", every=_DAY, run=_destroy),
    Chore(name="retention", every=_DAY, run=_forget),
    Chore(name="forget_tokens", every=_DAY, run=forget_tokens),
)
