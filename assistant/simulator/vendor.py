"""Alexa's side of account linking, for devices that exist only here.

Each device is a person's speaker. What a vendor's cloud would keep of it (tokens, the link under
way) lies in one file of the demo, which both the page and the commands use.
"""

import base64
import fcntl
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings

from assistant import env

CLIENT_ID = "alexa-demo"
DEVICES = ("alice", "bob", "charlie", "dana")
_TIMEOUT_S = 10.0
# A vendor asks for the next access token a little before the last one expires.
_EARLY_S = 30


class NotLinkedError(Exception):
    """The vendor's linking did not come to an end; the message says where."""


def redirect_uri() -> str:
    """Where the simulated vendor wants its customers sent back to."""
    return f"{settings.PUBLIC_URL}/try/linked/"


def linking_url(device: str) -> str:
    """The page to which the vendor's app sends the device's owner, to link it."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    with _kept() as kept:
        kept["linking"] = {state: {"device": device, "verifier": verifier}}
    asked = {
        "client_id": CLIENT_ID,
        "response_type": "code",
        "redirect_uri": redirect_uri(),
        "scope": "balances dues",
        "state": state,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{settings.PUBLIC_URL}/oauth/authorize/?{urlencode(asked)}"


def finish_linking(state: str, code: str, *, now_s: float) -> str:
    """Redeems the code that came back; the name of the device that is linked now.

    Raises:
        NotLinkedError: No linking of ours is under way, or the bank's side refused the code.

    """
    linking = _linking(state)
    if linking is None:
        message = "This is not an answer to a link that was begun here; begin again."
        raise NotLinkedError(message)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(),
        "code_verifier": linking["verifier"],
    }
    _keep_tokens(linking["device"], _tokens(fields), now_s)
    return str(linking["device"])


def device_of(state: str) -> str | None:
    """The device whose linking an answer belongs to."""
    linking = _linking(state)
    return linking["device"] if linking else None


def _linking(state: str) -> dict[str, str] | None:
    # Kept when it is answered: whoever goes back a page and answers again means that answer.
    with _kept() as kept:
        found: dict[str, str] | None = kept.get("linking", {}).get(state)
        return found


def is_linked(device: str, *, now_s: float) -> bool:
    """Whether the bank's side still refreshes the device's token."""
    with _kept() as kept:
        tokens = kept.get("tokens", {}).get(device)
    if tokens is None:
        return False
    try:
        _refresh(device, tokens, now_s)
    except NotLinkedError:
        return False
    return True


def access_token(device: str, *, now_s: float) -> str | None:
    """The device's token, refreshed if it is about to expire; None if it is not linked."""
    with _kept() as kept:
        tokens = kept.get("tokens", {}).get(device)
    if tokens is None:
        return None
    if now_s < tokens["expires_at_s"] - _EARLY_S:
        return str(tokens["access_token"])
    try:
        return _refresh(device, tokens, now_s)
    except NotLinkedError:
        # The vendor sends what it has; the bank's side says kindly that it is no longer good.
        return str(tokens["access_token"])


def _refresh(device: str, tokens: dict[str, Any], now_s: float) -> str:
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    return _keep_tokens(device, _tokens(fields), now_s)


def _tokens(fields: dict[str, str]) -> dict[str, Any]:
    try:
        answer = httpx.post(
            f"{settings.PUBLIC_URL}/oauth/token/",
            data=fields,
            auth=(CLIENT_ID, env.text("SAYSO_ASSISTANT_SECRET")),
            timeout=_TIMEOUT_S,
        )
    except httpx.HTTPError as error:
        message = f"Nothing answers at {settings.PUBLIC_URL}."
        raise NotLinkedError(message) from error
    if answer.status_code != httpx.codes.OK:
        message = f"The token endpoint answered {answer.status_code}."
        raise NotLinkedError(message)
    tokens: dict[str, Any] = answer.json()
    return tokens


def _keep_tokens(device: str, tokens: dict[str, Any], now_s: float) -> str:
    with _kept() as kept:
        kept.setdefault("tokens", {})[device] = {
            "access_token": tokens["access_token"],
            "refresh_token": tokens["refresh_token"],
            "expires_at_s": now_s + tokens["expires_in"],
        }
    return str(tokens["access_token"])


@contextmanager
def _kept() -> Iterator[dict[str, Any]]:
    """The vendor's file, read and written by one at a time."""
    path = Path(settings.RUN_DIR) / "vendor.json"
    path.touch(mode=0o600)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept: dict[str, Any] = json.loads(file.read() or "{}")
        yield kept
        file.seek(0)
        file.truncate()
        json.dump(kept, file)
