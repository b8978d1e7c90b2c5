"""How refreshes go at each bank, for an operator."""

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from banking.seeing import parked, standings
from banking.seeing.display import Screen, age, bar, table

_HEADS = (
    *("bank", "links", "up to date", "due", "overdue", "oldest", "running"),
    *("queued", "need customer", "closed until", "last hour"),
)


class Command(BaseCommand):
    help = "Show for each bank how its links' refreshes go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="Again and again, until Ctrl-C.")
        parser.add_argument("--every", type=float, default=5, help="Seconds between two looks.")
        parser.add_argument("--times", type=int, help="Watch only for so many looks.")

    def handle(self, *_: Any, **options: Any) -> None:
        screen = Screen(self.stdout)
        looks = (options["times"] or 0) if options["watch"] else 1
        looked = 0
        try:
            while True:
                screen.show(_lines())
                looked += 1
                if looked == looks:
                    return
                time.sleep(options["every"])
        except KeyboardInterrupt:
            return


def _lines() -> list[str]:
    now = timezone.now()
    live, fresh, running = standings.live_links(), standings.fresh_links(), standings.running()
    ended = standings.ended_since(now - timedelta(hours=1))
    rows = []
    for bank in standings.standings():
        links, begun = live.get(bank.institution, 0), running.get(bank.institution, 0)
        is_closed = bank.closed_until is not None and bank.closed_until > now
        rows.append(
            (
                *(bank.name, links, bar(fresh.get(bank.institution, 0), links)),
                *(bank.due, bank.overdue, age(bank.oldest_due_at, now)),
                *(begun, max(0, bank.leased - begun), bank.needs_customer),
                f"{bank.closed_until:%H:%M:%SZ}" if is_closed else "open",
                _outcomes(ended.get(bank.institution, {})),
            )
        )
    inbox, stuck = standings.inbox(), parked.messages()
    return [
        f"{now:%Y-%m-%d %H:%M:%SZ}",
        *table(_HEADS, rows),
        f"banks' events waiting: {inbox.waiting}, the oldest for {age(inbox.oldest_at, now)}",
        f"parked messages: {'unknown to this broker' if stuck is None else stuck}",
    ]


def _outcomes(ended: dict[str, int]) -> str:
    """The most frequent first."""
    counted = sorted(ended.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count} {outcome}" for outcome, count in counted) or "-"
