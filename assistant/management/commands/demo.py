"""Runs everything on one machine, or tells the whole story once with --ask."""

import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import override_settings
from django.utils import timezone

from assistant.simulator import conversation, demo
from assistant.simulator.conversation import NoAnswerError
from assistant.simulator.demo import Places
from assistant.simulator.processes import DidNotStartError, Processes, free_port
from assistant.simulator.story import StoppedError
from assistant.simulator.vendor import NotLinkedError

_PORT = 8000
_READY = """
Ready. Ctrl-C stops everything.

  Talk to a device     {url}/try/
  Who may ask          {url}/consents/
  Linked banks         {url}/banks/
  The bank's operator  {url}/admin/
  Mails to customers   {mails}
  Logs                 {logs}

Customers: alice, bob, charlie, dana; the operator is operator. Everyone's password is {password}

Four things to try
  1. .venv/bin/python manage.py ask{port} "what's my checking balance"
     (alice allowed her device to hear of her Everyday account, and of nothing else)
  2. Disconnect Alexa at {url}/consents/ as alice, and ask again;
     link her device again at {url}/try/
  3. Link bob's device at {url}/try/?device=bob, and choose what it may hear.
  4. Link "Sandbox Bank Direct" at {url}/banks/ as dana; at the bank she signs in as dana, with the
     password dana-at-the-bank.
"""


class Command(BaseCommand):
    help = "Starts sandbox bank, workers and server, and stops them on Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=_PORT, help="Where Sayso listens.")
        parser.add_argument("--bank-port", type=int, default=8100, help="And the sandbox bank.")
        parser.add_argument("--ask", help="Tell the whole story with this question, and end.")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            message = "SAYSO_DEMO is not yes here, and the demo would write over real settings."
            raise CommandError(message)
        # Being told to end is being told to end the others too, however it is said.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        try:
            if options["ask"]:
                self._tell(options["ask"])
            else:
                self._run(options["port"], options["bank_port"])
        except (DidNotStartError, StoppedError, NotLinkedError, NoAnswerError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("Stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _run(self, port: int, bank_port: int) -> None:
        places = Places(web=port, bank=bank_port, folder=Path(settings.RUN_DIR))
        logs = places.folder / "logs"
        with (
            Processes(places.environment(), logs) as processes,
            override_settings(PUBLIC_URL=places.url),
        ):
            demo.prepare(processes, places, self._say)
            demo.serve(processes, places, self._say)
            self._say("Linking Alice's device ...")
            demo.link_alice()
            said_port = "" if port == _PORT else f" --port {port}"
            ready = {"url": places.url, "port": said_port, "password": demo.PASSWORD}
            mails = places.folder / "mail"
            self._say(_READY.format(**ready, logs=logs, mails=mails))
            while not (ended := processes.ended()):
                time.sleep(0.5)
        message = f"The {ended} ended by itself; {logs / ended}.log says why."
        raise DidNotStartError(message)

    def _tell(self, question: str) -> None:
        with tempfile.TemporaryDirectory(prefix="sayso-") as folder:
            places = Places(web=free_port(), bank=free_port(), folder=Path(folder))
            os.environ |= places.environment()
            with (
                Processes(places.environment(), places.folder / "logs") as processes,
                override_settings(
                    PUBLIC_URL=places.url,
                    RUN_DIR=places.folder,
                    ALEXA_TEST_CA_DIR=places.folder / "alexa-ca",
                ),
            ):
                self._story(processes, places, question)

    def _story(self, processes: Processes, places: Places, question: str) -> None:
        demo.prepare(processes, places, self._say)
        demo.serve(processes, places, self._say)
        for step in demo.link_device("alice", "Everyday"):
            self._say(step)
        self._say(f'alice asked: "{question}"')
        heard = conversation.ask("alice", question, now=timezone.now())
        self._say(f'Alexa said: "{heard.speech}"')
        figure = demo.bank_figure(places, "100001", "alice-everyday")
        if figure not in heard.speech:
            message = f"The bank serves {figure}, and that was not heard."
            raise NoAnswerError(message)
        self._say(f"The bank serves {figure}, and that is what was heard.")
