"""Links a bank's own customers by its list of them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banking.linking import customer_links
from banking.linking.customer_links import Wish
from banking.linking.customer_list import NEEDED, OPTIONAL, BadList
from banking.models import Institution

_TOLD = {
    "created": "Created",
    "completed": "Completed where something was empty",
    "linked": "Linked",
    "renumbered": "Linked under another number",
    "unchanged": "Linked already",
    "left_ended": "Disconnected before, and left so (--again links them)",
    "switched_off": "Switched off, and left alone",
    "unlinked": "Unlinked, as the list lacks them",
}


class Command(BaseCommand):
    help = (
        "Create and link the customers of a CSV file, at an institution that is linked by customer"
        " numbers. Nothing is written unless every line is good; a second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        columns = f"columns {', '.join(NEEDED)}; optional {', '.join(OPTIONAL)}"
        parser.add_argument("file", type=Path, help=f"CSV in UTF-8 with a heading: {columns}")
        parser.add_argument("--institution", required=True, help="its name, as in the admin")
        parser.add_argument("--check", action="store_true", help="only look whether it is good")
        parser.add_argument(
            "--again", action="store_true", help="also link whoever was disconnected before"
        )
        parser.add_argument(
            "--unlink-missing",
            action="store_true",
            help="end the links of customers whom the file lacks, and erase what the bank told",
        )

    def handle(self, *_args: Any, **asked: Any) -> None:
        wish = Wish(
            institution=self._institution(asked["institution"]),
            path=asked["file"],
            again=asked["again"],
            unlinks_missing=asked["unlink_missing"],
        )
        try:
            count = customer_links.check(wish, timezone.now().date())
        except BadList as bad:
            lines = "\n".join(("The list cannot be used. Nothing was written.", *bad.problems))
            raise CommandError(lines) from None
        self.stdout.write(f"The list is good. Customers: {count}")
        if asked["check"]:
            return
        done = customer_links.apply(
            wish, lambda so_far: self.stdout.write(f"{so_far} of {count} ...")
        )
        for kind, told in _TOLD.items():
            if done[kind]:
                self.stdout.write(f"{told}: {done[kind]}")

    def _institution(self, name: str) -> Institution:
        found = Institution.objects.filter(name=name).first()
        if found is None:
            known = ", ".join(Institution.objects.order_by("name").values_list("name", flat=True))
            message = f"There is no institution called {name}. There are: {known or 'none'}."
            raise CommandError(message)
        return found
