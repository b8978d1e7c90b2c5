"""Asks a question as a device would, and prints what would be heard."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import override_settings
from django.utils import timezone

from assistant.simulator import conversation, vendor
from assistant.simulator.conversation import Heard, NoAnswerError


class Command(BaseCommand):
    help = "Builds the request the platform would send, signs it, posts it, prints the answer."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "text", nargs="+", help='What is said, one after the other: "what\'s my balance".'
        )
        parser.add_argument(
            "--device", default="alice", choices=vendor.DEVICES, help="Whose device is asked."
        )
        parser.add_argument("--port", type=int, help="Where the demo listens, if it was told to.")
        parser.add_argument("--json", action="store_true", help="Print the whole exchange.")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "Only the demo can sign as a platform; start it with `make demo`."
            raise CommandError(message)
        port = options["port"]
        url = f"http://127.0.0.1:{port}" if port else settings.PUBLIC_URL
        try:
            with override_settings(PUBLIC_URL=url):
                self._say_all(options)
        except NoAnswerError as error:
            raise CommandError(str(error)) from error

    def _say_all(self, options: dict[str, Any]) -> None:
        """One conversation; after its last word the next one begins a new one."""
        talk = None
        for text in options["text"]:
            heard = conversation.ask(options["device"], text, now=timezone.now(), talk=talk)
            self._print(heard, as_json=options["json"])
            talk = heard.talk

    def _print(self, heard: Heard, *, as_json: bool) -> None:
        if as_json:
            exchange = {"request": heard.request, "response": heard.response}
            self.stdout.write(json.dumps(exchange, indent=2, ensure_ascii=False))
            return
        self.stdout.write(heard.speech or f"(silence, HTTP {heard.status})")
        if heard.card:
            self.stdout.write(f"\n[{heard.card[0]}]\n{heard.card[1]}")
        if heard.asks_to_link:
            self.stdout.write("\n[A card in the Alexa app: link your account]")
