"""Asks for the refresh of one link, as a question would, and follows it."""

import secrets
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from structlog.contextvars import bound_contextvars

from banking import refresh
from banking.models import Link
from banking.seeing.display import Screen, bar
from banking.seeing.following import STORED, Progress, Step, obstacle, progress

_POLL_S = 0.2
_PATIENCE_S = 10
_WORKER = "celery -A assistant worker -Q interactive"
_STEPS = {Step.ASKED: 1, Step.TAKEN: 2, Step.ENDED: 3, Step.LOST: 1}


class Command(BaseCommand):
    help = "Refresh one link now, as a customer's question would; fails if nothing was stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--link", type=int, required=True, help="The link's id.")
        parser.add_argument("--watch", action="store_true", help="Follow it until it ended.")
        parser.add_argument("--wait", type=float, default=60, help="Seconds to follow it for.")

    def handle(self, *_: Any, **options: Any) -> None:
        link = Link.objects.select_related("institution").filter(pk=options["link"]).first()
        if link is None:
            message = f"There is no link {options['link']}."
            raise CommandError(message)
        trace_id = secrets.token_hex(16)
        with bound_contextvars(request=secrets.token_hex(8), trace_id=trace_id):
            is_under_way = refresh.ask(link.pk)
        if not is_under_way:
            why = obstacle(link) or (
                "The broker did not take the message, or the bank or the link is at its limit;"
                " the next tick asks when it is due."
            )
            message = f"Link {link.pk} is not refreshed now. {why}"
            raise CommandError(message)
        before = link.lease_token
        link.refresh_from_db(fields=["lease_token"])
        is_ours = link.lease_token > before
        how = f"asked, trace {trace_id}" if is_ours else "already under way"
        self.stdout.write(f"Link {link.pk}: {how}.")
        if options["watch"]:
            self._follow(link, options["wait"])

    def _follow(self, link: Link, wait_s: float) -> None:
        screen, started, shown = Screen(self.stdout), time.monotonic(), ""
        while True:
            now, passed_s = progress(link.pk, link.lease_token), time.monotonic() - started
            line = _line(now, is_slow=passed_s > _PATIENCE_S)
            if line != shown:
                screen.show([line])
                shown = line
            if now.step in {Step.ENDED, Step.LOST} or passed_s > wait_s:
                _judge(now)
                return
            time.sleep(_POLL_S)


def _line(now: Progress, *, is_slow: bool) -> str:
    line = f"{bar(_STEPS[now.step], 3, width=12)} {now.step}"
    if now.step is Step.ASKED and is_slow:
        return f"{line}; none has taken it yet. Is one running? {_WORKER}"
    if now.refresh is None or now.step is not Step.ENDED:
        return line
    done = now.refresh
    return (
        f"{line}: {done.outcome} after {done.took.total_seconds():.1f} s;"
        f" {done.accounts} accounts, {done.transactions} movements listed"
        f" ({done.added} new, {done.changed} changed, {done.removed} removed);"
        f" trace {done.trace_id or '-'}"
    )


def _judge(now: Progress) -> None:
    """Fails unless something was stored."""
    if now.refresh is not None and now.refresh.outcome in STORED:
        return
    match now.step:
        case Step.ENDED:
            message = "Nothing was stored; the log has the reason under that trace."
        case Step.LOST:
            message = "Its lease ran out or was taken away; the next tick asks again."
        case _:
            message = "It has not ended yet; it goes on without being watched."
    raise CommandError(message)
