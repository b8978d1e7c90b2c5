"""Says whether the ledger is whole, and names what is not."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent.models import Consent
from consent.proof import verification
from consent.proof.findings import Finding

_WIDTH = 30


def witness(text: str) -> tuple[int, str]:
    """A checkpoint as it was noted: its number and digest."""
    number, separator, digest = text.partition(":")
    if not (separator and number.isdecimal() and digest):
        message = "a witness is NUMBER:DIGEST, as in a line ledger.checkpoint of the log"
        raise ArgumentTypeError(message)
    return int(number), digest


class Command(BaseCommand):
    help = "Verify every chain of disclosures and every signed checkpoint; 1 if something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which part, and what is known from elsewhere."""
        parser.add_argument("--consent", metavar="PUBLIC_ID", help="only this consent's chain")
        parser.add_argument(
            "--witness",
            metavar="NUMBER:DIGEST",
            type=witness,
            action="append",
            default=[],
            help="a checkpoint that the log store has and that must still be here; may be repeated",
        )

    def handle(self, *_args: Any, **asked: Any) -> None:
        """One line on standard output for each finding."""
        count = 0
        for finding in self._findings(asked["consent"], asked["witness"]):
            self.stdout.write(str(finding))
            count += 1
        if count:
            noun = "finding" if count == 1 else "findings"
            message = f"The ledger is not whole: {count} {noun}."
            raise CommandError(message)
        self.stdout.write("The ledger is whole.")

    def _findings(self, consent: str | None, witnesses: list[tuple[int, str]]) -> Iterator[Finding]:
        for number, digest in witnesses:
            yield from verification.witnessed(number, digest)
        if consent is None:
            yield from self._shown(verification.everything(), verification.total())
            return
        try:
            yield from verification.of_consent(Consent.objects.get(public_id=consent))
        except Consent.DoesNotExist:
            message = f"There is no consent {consent}."
            raise CommandError(message) from None

    def _shown(self, parts: Iterable[list[Finding]], total: int) -> Iterator[Finding]:
        """The findings of all parts, with a bar that says how far it is."""
        shown = -1
        for done, found in enumerate(parts, start=1):
            yield from found
            percent = min(100, done * 100 // max(total, 1))
            if percent > shown:
                bar = "#" * (percent * _WIDTH // 100)
                end = "\n" if percent == 100 else ""  # noqa: PLR2004 - all of it
                print(f"\r[{bar:<{_WIDTH}}] {percent:3}%", end=end, file=sys.stderr, flush=True)
                shown = percent
