"""Who works at the served bank: makes what a test needs there, and looks into its books.

Runs with the server's environment, and does what lines of JSON say, as Program sends them.
"""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from oauth2_provider.models import Grant

from consent import gateway, leaving
from consent.models import Consent, Notice
from consent.release import Balances, TurnNote, Wanted
from consent.states import Channel, EndReason, State
from tests import people

# The settings have to be there before the models are.
START = "import django; django.setup(); from tests.foreign import teller; teller.main()"


def open_account(username: str, now: datetime) -> None:
    """A new customer with one account, Everyday."""
    link = people.link(people.customer(username), fetched_at=now)
    people.account(link, "Everyday", "checking", 123_450, as_of=now)


def register(client_id: str, secret: str, redirect_uri: str, now: datetime) -> None:
    """A new assistant; public if it has no secret."""
    people.assistant(
        client_id,
        client_secret=secret,
        client_type="confidential" if secret else "public",
        redirect_uris=redirect_uri,
        agreed_on=now.date(),
        agreement_ends_on=now.date() + timedelta(days=365),
    )


def age_codes(seconds: float, now: datetime) -> None:
    """Makes the codes that are good older: their rows move, as the server's clock cannot."""
    moved = F("expires") - timedelta(seconds=seconds)
    Grant.objects.filter(expires__gt=now).update(expires=moved)


def is_answered(token: str, now: datetime) -> bool:
    """Whether a question with this access token gets an answer."""
    turn_id = f"{token} {now.timestamp()}"
    note = TurnNote(turn_id=turn_id, platform="alexa", device="speaker", topic="balance")
    answer = gateway.balances(token, Wanted(), note=note, now=now, wait_s=0)
    return isinstance(answer, Balances)


def end_consent(client_id: str, now: datetime) -> None:
    """What the customer's own button does."""
    consent = Consent.objects.get(assistant__client_id=client_id, state=State.LIVE)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, now)


def warnings(client_id: str, now: datetime) -> list[str]:
    """What the customer is being told of the safety of this assistant's tokens."""
    told = Notice.objects.filter(
        consent__assistant__client_id=client_id, kind=Notice.Kind.SECURITY, created_at__lte=now
    )
    return list(told.order_by("pk").values_list("topic", flat=True))


_COMMANDS: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (open_account, register, age_codes, is_answered, end_consent, warnings)
}


def main() -> None:
    """Does what each line says, until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(what: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"done": _COMMANDS[what.pop("do")](**what, now=timezone.now())}
    except Exception:  # noqa: BLE001 - it is told to who asked, and the next line may fare better
        return {"broke": traceback.format_exc()}
