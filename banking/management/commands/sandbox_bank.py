"""Runs the sandbox bank until it is told to stop."""

import os
import signal
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from banking.sandbox import options
from banking.sandbox.server import LOOPBACK, SecretMissingError, serving

DEFAULT_PORT = 8100
DEFAULT_STORE = Path(__file__).resolve().parents[3] / ".run" / "sandbox_bank.sqlite3"
SECRET = "SANDBOX_BANK_SECRET"  # noqa: S105 - the name of the variable, not its value


STOPS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Run a small bank that speaks FDX; its client secret comes from SANDBOX_BANK_SECRET."
    # The bank stands alone: it needs neither our database nor our settings to be right.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=LOOPBACK)
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
        parser.add_argument("--base-url", default="", help="the address clients know, if another")
        parser.add_argument("--seed", type=int, default=options.DEFAULT_SEED)
        parser.add_argument("--store", default=str(DEFAULT_STORE), help="a file, or :memory:")
        parser.add_argument("--client-id", default=options.DEFAULT_CLIENT_ID)
        parser.add_argument("--redirect-uri", default=options.DEFAULT_REDIRECT_URI)

    def handle(self, *_args: object, **asked: str) -> None:
        client = options.Client(
            client_id=asked["client_id"],
            secret=os.environ.get(SECRET, ""),
            redirect_uri=asked["redirect_uri"],
        )
        if asked["store"] != options.IN_MEMORY:
            Path(asked["store"]).parent.mkdir(parents=True, exist_ok=True)
        opened = options.Options(client=client, seed=int(asked["seed"]), store=asked["store"])
        # Blocked before the first thread starts, these signals wait for sigwait and nobody else.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            with serving(
                opened, host=asked["host"], port=int(asked["port"]), base_url=asked["base_url"]
            ) as url:
                self.stdout.write(f"Sandbox bank listening on {url}")
                self.stdout.flush()
                signal.sigwait(STOPS)
        except (SecretMissingError, OSError) as error:
            raise CommandError(str(error)) from error
