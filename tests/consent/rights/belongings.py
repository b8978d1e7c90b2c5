"""A customer of whom a row is held in every table there is."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from banking.models import Document, Due, Link, Refresh, Transaction, User
from consent import ledger, queries
from consent.models import Consent, Export, PlatformIdentity, VoiceCode, VoicePass
from consent.rights import exports
from tests.people import NOW, Cast

# What must never be in an archive, nor in a log.
SECRETS = (
    "canary-password-hash",
    "canary-totp-seed",
    "canary-passkey-key",
    "canary-voice-code-hash",
    "canary-bank-credential",
    "canary-session-key",
)


def fill(cast: Cast) -> None:
    """Gives Alice and Bob one of everything; what is a secret says so."""
    for user, account in ((cast.alice, cast.everyday), (cast.bob, cast.bobs_household)):
        _sign_in(user)
        Link.objects.filter(customer=user).update(credentials='{"key": "canary-bank-credential"}')
        Document.objects.create(
            link=account.link, digest=f"digest of {user.username}", received_at=NOW
        )
        Refresh.objects.create(
            link=account.link, lease_token=1, is_interactive=False, started_at=NOW
        )
        Due.objects.create(account=account, minimum_minor=2500, due_on=NOW.date())
        movement(account.pk, f"{user.username}-1", description=f"=secret of {user.username}")
        _consent(Consent.objects.get(customer=user))
    disclose(cast.alices_token, "alexa", "turn-1")


def movement(account: int, bank_id: str, **more: Any) -> Transaction:
    """One purchase of 4.50 dollars."""
    made: Transaction = Transaction.objects.create(
        **{
            "account_id": account,
            "bank_id": bank_id,
            "status": "posted",
            "amount_minor": -450,
            "currency": "USD",
            "happened_at": NOW - timedelta(days=1),
            "description": "BLUE CUP",
        }
        | more
    )
    return made


def _sign_in(user: User) -> None:
    User.objects.filter(pk=user.pk).update(
        password="canary-password-hash", email=f"{user.username}@example.org"
    )
    EmailAddress.objects.create(user=user, email=f"{user.username}@example.org", primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "canary-totp-seed"})
    passkey = {"name": "Phone", "credential": "canary-passkey-key"}
    Authenticator.objects.create(user=user, type="webauthn", data=passkey)
    UserSession.objects.create(
        user=user, ip="192.0.2.7", user_agent="A browser", session_key=f"canary-session-key-{user}"
    )


def _consent(consent: Consent) -> None:
    VoiceCode.objects.create(
        customer=consent.customer, hash="canary-voice-code-hash", tries_left=3, set_at=NOW
    )
    VoicePass.objects.create(consent=consent, conversation="abc", until=NOW)
    PlatformIdentity.objects.create(consent=consent, kind="user", value="keyed")


def disclose(token: str, platform: str, turn: str) -> None:
    """Records one disclosure under the token's consent."""
    standing = queries.standing(token, platform, NOW)
    assert isinstance(standing, queries.Standing)
    content = {"topic": "balance", "accounts": [{"label": "Everyday ..1234"}]}
    assert ledger.record(standing.head, turn, content, NOW) is ledger.Recorded.YES


def exported(customer: User) -> dict[str, bytes]:
    """The files of an archive, asked for and made."""
    export = exports.ask(customer, NOW)
    assert isinstance(export, Export)
    while not Export.objects.get(pk=export.pk).ready_at:
        assert exports.run_due(NOW) == 1
    return unpacked(Export.objects.get(pk=export.pk), customer)


def unpacked(export: Export, customer: User) -> dict[str, bytes]:
    """Every file of the archive by its name."""
    with zipfile.ZipFile(io.BytesIO(exports.opened(export, customer, NOW))) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def rows(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    """A table of the archive."""
    listed: list[dict[str, Any]] = json.loads(files[f"{name}.json"])
    return listed
