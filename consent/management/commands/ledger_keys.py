"""Says which keys the ledger is signed with, without their secrets."""

from typing import Any

from django.core.management.base import BaseCommand

from consent.proof import signatures


class Command(BaseCommand):
    help = "Print each key of SAYSO_LEDGER_KEYS by its id, and as it is written once it is retired."

    def handle(self, *_args: Any, **_asked: Any) -> None:
        for key in signatures.known():
            use = "signs and verifies" if key.signs else "verifies"
            self.stdout.write(f"{key.id} {use} {key.public}")
