"""The whole demo: bank, workers, server; and a device that is linked to begin with."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx

from assistant import env
from assistant.simulator import story, vendor
from assistant.simulator.processes import DidNotStartError, Processes, is_listening

PASSWORD = "sayso-demo-2026"  # noqa: S105 - printed on the screen for everybody who tries
_PYTHON = sys.executable
_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything is: the ports of bank and server, and the folder for what runs."""

    web: int
    bank: int
    folder: Path

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.web}"

    @property
    def bank_url(self) -> str:
        """The sandbox bank's address."""
        return f"http://127.0.0.1:{self.bank}"

    def environment(self) -> dict[str, str]:
        """What every process of the demo has to know."""
        known = {name: env.text(name) for name in env.DEMO_NAMES}
        return known | {"SAYSO_PUBLIC_URL": self.url, "SAYSO_RUN_DIR": str(self.folder)}


def prepare(processes: Processes, places: Places, say: Callable[[str], None]) -> None:
    """Migrates, starts the bank, and reads the demo's customers from it.

    Raises:
        DidNotStartError: A step failed.

    """
    for option, port in (("--port", places.web), ("--bank-port", places.bank)):
        if is_listening(port):
            message = (
                f"Port {port} is taken: end what listens there, or choose another with "
                f"`.venv/bin/python manage.py demo {option} NUMBER`."
            )
            raise DidNotStartError(message)
    say("Preparing the database ...")
    processes.run("migrate", "--verbosity=0")
    say("Starting the sandbox bank ...")
    store = str(places.folder / "sandbox_bank.sqlite3")
    manage = [_PYTHON, "manage.py"]
    back = f"--redirect-uri={places.url}/banks/callback"
    bank = ["sandbox_bank", f"--port={places.bank}", f"--store={store}", back]
    processes.start("sandbox-bank", [*manage, *bank])
    processes.wait_for(lambda: is_listening(places.bank), "sandbox-bank")
    say("Reading two years of four customers from the bank ...")
    processes.run(
        "seed_bank",
        f"--base-url={places.bank_url}/fdx/v6",
        f"--token-url={places.bank_url}/oauth/token",
        f"--authorize-url={places.bank_url}/oauth/authorize",
        f"--password={PASSWORD}",
        "--refresh",
    )
    redirect_uri = f"--redirect-uri={places.url}/try/linked/"
    processes.run("seed_assistant", vendor.CLIENT_ID, redirect_uri)


def serve(processes: Processes, places: Places, say: Callable[[str], None]) -> None:
    """Starts the workers with their beat, and the web server.

    Raises:
        DidNotStartError: One of them did not start.

    """
    say("Starting the workers and the server ...")
    celery = [_PYTHON, "-m", "celery", "--app=assistant"]
    for queue in ("interactive", "scheduled"):
        names = (f"--queues={queue}", f"--hostname={queue}@%h")
        processes.start(queue, [*celery, "worker", "--loglevel=INFO", "--concurrency=2", *names])
    processes.start("beat", [*celery, "beat", "--loglevel=INFO"])
    processes.start("web", [_PYTHON, "manage.py", "serve", f"--port={places.web}"])
    processes.wait_for(lambda: is_listening(places.web), "web")


def link_alice() -> None:
    """Links Alice's device as she would, if it is not linked yet.

    Raises:
        StoppedError: A page did not go on.
        NotLinkedError: The token endpoint refused.

    """
    if not vendor.is_linked("alice", now_s=time.time()):
        link_device("alice", "Everyday")


def link_device(user: str, *accounts: str) -> tuple[str, ...]:
    """The steps of linking a user's own device, as sentences."""
    steps = story.link(user, user=user, password=PASSWORD, accounts=accounts, now_s=time.time())
    return tuple(steps)


def bank_figure(places: Places, customer_number: str, account: str) -> str:
    """What the bank itself serves as the account's balance, as it is written on a card."""
    auth = ("sayso", os.environ["SANDBOX_BANK_SECRET"])
    form = {"grant_type": "client_credentials", "customer_number": customer_number}
    with httpx.Client(base_url=places.bank_url, timeout=_TIMEOUT_S) as bank:
        token = bank.post("/oauth/token", data=form, auth=auth).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = bank.get(f"/fdx/v6/accounts/{account}", headers=headers)
        balance = answer.json(parse_float=Decimal)["currentBalance"]
    return f"{balance:,.2f}"
