"""Moves every credential to the first encryption key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from banking import resealing


class Command(BaseCommand):
    help = "Re-encrypt all credentials with the first of SAYSO_ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_asked: Any) -> None:
        unopened = 0
        for batch in resealing.reseal_all():
            self.stdout.write(f"{batch.table}: {batch.moved} moved, up to id {batch.last}")
            for pk in batch.unopened:
                self.stderr.write(f"{batch.table}: no key opens id {pk}")
            unopened += len(batch.unopened)
        if unopened:
            message = f"{unopened} credentials were left as they are; keep the old keys."
            raise CommandError(message)
        self.stdout.write("All credentials are under the first key.")
