"""Everything held about one customer's consents, for her own archive; no secret is part of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from banking.facts import Table, new_public_id
from consent.models import (
    AuditEvent,
    Authorization,
    Consent,
    ConsentAccount,
    ConsentScope,
    Disclosure,
    Erasure,
    Export,
    Notice,
    PlatformIdentity,
    Receipt,
    VoiceCode,
    VoicePass,
)

# Rows in memory at a time, however many there are.
_CHUNK = 1000


def tables(customer: AbstractBaseUser) -> Iterator[Table]:
    """The customer's rows, a table at a time; nothing is read before its rows are asked for.

    Left out: tokens and codes, of which only checksums are held; the voice code's hash; and what
    she erased, which nobody but the compliance role may read.
    """
    yield from _consents(customer)
    yield from _linkings(customer)
    yield from _released(customer)
    yield from _notices(customer)
    yield _trail(customer)


def _consents(customer: AbstractBaseUser) -> Iterator[Table]:
    yield _table(
        "consents",
        Consent.objects.of(customer.pk),
        consent="public_id",
        assistant="assistant__name",
        vendor="assistant__vendor",
        **_same("purpose state end_reason requested_at granted_at expires_at paused_at ended_at"),
        **_same("asked amounts says_merchants only_my_voice asks_code revision seq head"),
    )
    hers = {"consent__customer": customer.pk}
    scopes, accounts = ConsentScope.objects.filter(**hers), ConsentAccount.objects.filter(**hers)
    yield _table("consent_scopes", scopes, **_under("scope"))
    yield _table("consent_accounts", accounts, account="account_ref", **_under("label"))


def _linkings(customer: AbstractBaseUser) -> Iterator[Table]:
    hers = {"consent__customer": customer.pk}
    yield _table(
        "authorizations",
        Authorization.objects.filter(**hers),
        **_under("created_at redeemed_at ended_at"),
    )
    yield _table(
        "access_tokens",
        get_access_token_model().objects.filter(user=customer.pk),
        assistant="application__name",
        **_same("created expires"),
    )
    yield _table(
        "refresh_tokens",
        get_refresh_token_model().objects.filter(user=customer.pk),
        assistant="application__name",
        **_same("created revoked"),
    )
    known = PlatformIdentity.objects.filter(**hers)
    yield _table("platform_identities", known, keyed_hash="value", **_under("kind"))


def _released(customer: AbstractBaseUser) -> Iterator[Table]:
    hers = {"consent__customer": customer.pk}
    yield _table(
        "disclosures",
        Disclosure.objects.filter(**hers, hidden_at=None),
        **_under("seq at turn_id content salt digest hash"),
    )
    erasures = Erasure.objects.filter(**hers)
    yield _table("erasures", erasures, **_under("at why first_seq last_seq"))
    yield _table(
        "receipts",
        Receipt.objects.filter(**hers),
        receipt="public_id",
        **_under("number event channel at document"),
    )


def _notices(customer: AbstractBaseUser) -> Iterator[Table]:
    yield _table("voice_code", VoiceCode.objects.filter(customer=customer.pk), **_same("set_at"))
    passes = VoicePass.objects.filter(consent__customer=customer.pk)
    yield _table("voice_code_said", passes, **_under("until"))
    yield _table(
        "notices",
        Notice.objects.filter(customer=customer.pk),
        **_under("kind topic bank_link ends_at created_at due_at sent_at"),
    )
    yield _table(
        "exports",
        Export.objects.filter(customer=customer.pk),
        export="public_id",
        **_same("asked_at ready_at expires_at"),
    )


def _trail(customer: AbstractBaseUser) -> Table:
    """What was done by her, and to what is hers; who else did it is told by role, not by name."""
    me = str(getattr(customer, "public_id", customer.pk))
    consents = Consent.objects.of(customer.pk).values("public_id")
    exports = Export.objects.filter(customer=customer.pk).values("public_id")
    hers = Q(actor=me) | Q(subject=me) | Q(subject__in=consents) | Q(subject__in=exports)
    table = _table(
        "audit_events", AuditEvent.objects.filter(hers), **_same("at kind actor subject detail")
    )
    return Table(name=table.name, columns=table.columns, rows=_by_role(table.rows, me))


def _by_role(rows: Iterable[tuple[Any, ...]], me: str) -> Iterator[tuple[Any, ...]]:
    for at, kind, actor, *rest in rows:
        yield (at, kind, "you" if actor == me else _role(actor), *rest)


def _role(actor: str) -> str:
    """A part of ours by its name; a person, who is known by a public id, as what she is."""
    return "staff" if len(actor) == len(new_public_id()) else actor


def _same(names: str) -> dict[str, str]:
    """Columns that are called as their fields are."""
    return {name: name for name in names.split()}


def _under(names: str) -> dict[str, str]:
    """The same, of rows that belong to a consent."""
    return {"consent": "consent__public_id"} | _same(names)


def _table(name: str, rows: QuerySet[Any, Any], /, **columns: str) -> Table:
    listed = rows.order_by("pk").values_list(*columns.values())
    return Table(name=name, columns=tuple(columns), rows=listed.iterator(chunk_size=_CHUNK))
