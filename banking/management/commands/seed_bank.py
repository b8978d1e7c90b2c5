"""Creates the sandbox bank's institution, its customers, their links and an operator."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banking import seeding
from banking.models import Link

SECRET = "SANDBOX_BANK_SECRET"  # noqa: S105 - the name of the variable, not its value


class Command(BaseCommand):
    help = "Create or update the sandbox bank, four customers linked to it, and an operator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="Sandbox Bank")
        parser.add_argument("--base-url", default="http://127.0.0.1:8100/fdx/v6")
        parser.add_argument("--token-url", default="http://127.0.0.1:8100/oauth/token")
        parser.add_argument("--authorize-url", default="http://127.0.0.1:8100/oauth/authorize")
        parser.add_argument("--service-id", default="sayso")
        parser.add_argument("--password", default="", help="for users that do not exist yet")
        parser.add_argument("--refresh", action="store_true", help="fetch each link right away")

    def handle(self, *_args: Any, **asked: Any) -> None:
        secret = os.environ.get(SECRET, "")
        if not secret:
            message = f"{SECRET} is not set; it holds the secret that the bank gave to Sayso."
            raise CommandError(message)
        bank = seeding.Bank(
            name=asked["name"],
            base_url=asked["base_url"],
            token_url=asked["token_url"],
            service_id=asked["service_id"],
            service_secret=secret,
            authorization_url=asked["authorize_url"],
        )
        try:
            links = seeding.seed(bank, asked["password"])
        except seeding.PasswordMissing:
            message = "Some users do not exist yet: say --password for them."
            raise CommandError(message) from None
        self.stdout.write(f"{bank.name}: {len(links)} customers, and {seeding.OPERATOR}.")
        if asked["refresh"]:
            self._refresh(links)

    def _refresh(self, links: list[Link]) -> None:
        for link in links:
            name = link.customer.get_username()
            self.stdout.write(f"Refreshing {name} ...")
            outcome = seeding.refresh_now(link, timezone.now())
            self.stdout.write(f"  {outcome.label if outcome else 'already under way, or closed'}")
