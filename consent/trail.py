"""Writes the trail of what happens in other people's code: sign-in, second factors, the admin."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import signals as auth
from django.contrib.auth.models import AbstractBaseUser
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.utils import timezone

from consent import audit

# What goes through an operation has its row from there.
_BY_OPERATION = {("consent", "consent")}
_DONE = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}
_PERSONAL: tuple[tuple[Signal, str], ...] = (
    (account.user_logged_in, "signin.ok"),
    (account.password_changed, "password.changed"),
    (account.password_set, "password.changed"),
    (account.password_reset, "password.reset"),
    (account.email_changed, "email.changed"),
    (account.email_added, "email.added"),
    (account.email_removed, "email.removed"),
    (auth.user_logged_out, "signin.over"),
    (mfa.authenticator_added, "mfa.added"),
    (mfa.authenticator_removed, "mfa.removed"),
    (mfa.authenticator_reset, "mfa.renewed"),
    (mfa.authenticator_used, "mfa.ok"),
    (mfa.authentication_failed, "mfa.failed"),
)


def listen() -> None:
    """From now on each of them leaves one row."""
    for signal, kind in _PERSONAL:
        signal.connect(_recorder(kind), weak=False, dispatch_uid=f"consent.trail.{kind}")
    auth.user_login_failed.connect(_refused, dispatch_uid="consent.trail.refused")
    post_save.connect(_administered, sender=LogEntry, dispatch_uid="consent.trail.admin")


def _recorder(kind: str) -> Any:  # noqa: ANN401 - a receiver of any signal
    def record(user: AbstractBaseUser | None = None, **more: Any) -> None:
        # Signing out without having been signed in is nothing that happened.
        if user is not None:
            means = getattr(more.get("authenticator"), "type", "")
            audit.record(kind, actor=user, detail=means, now=timezone.now())

    return record


def _refused(**_credentials: Any) -> None:
    """Who it claimed to be stays out: a password typed into the wrong field is one, too."""
    audit.record("signin.failed", actor="anonymous", now=timezone.now())


def _administered(instance: LogEntry, *, created: bool, **_more: Any) -> None:
    kind = instance.content_type
    if not created or kind is None or (kind.app_label, kind.model) in _BY_OPERATION:
        return
    audit.record(
        f"admin.{_DONE[instance.action_flag]}",
        actor=instance.user,
        subject=f"{kind.model}:{instance.object_id}"[:40],
        now=timezone.now(),
    )
