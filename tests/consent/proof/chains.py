"""Chains of disclosures to tamper with, written as the gateway writes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from banking.models import Account
from consent import ledger
from consent.ledger import Head, Recorded, digest_of, hash_of
from consent.models import Consent, Disclosure
from consent.proof import verification
from consent.proof.findings import Finding, Kind
from tests.people import NOW


def content(*accounts: Account, **changes: Any) -> dict[str, object]:
    """What a disclosure says of a balance told by a speaker."""
    return {
        "assistant": "Alexa",
        "platform": "alexa",
        "device": "speaker",
        "topic": "balance",
        "manner": "exact",
        "scopes": ["balances"],
        "accounts": [
            {"ref": each.public_id, "label": f"{each.name} ..{each.last_digits}"}
            for each in accounts
        ],
    } | changes


def record(consent: Consent, said: dict[str, object], at: datetime = NOW) -> Disclosure:
    """One more disclosure at the end of the consent's chain."""
    consent.refresh_from_db()
    head = Head(consent=consent.pk, revision=consent.revision, seq=consent.seq, hash=consent.head)
    turn = f"turn-{consent.seq + 1}"
    assert ledger.record(head, turn, said, at) is Recorded.YES
    consent.refresh_from_db()
    return consent.disclosures.get(seq=consent.seq)


def grow(consent: Consent, size: int, at: datetime = NOW) -> None:
    """As many more disclosures, a minute apart."""
    for number in range(size):
        record(consent, content(), at + timedelta(minutes=number))


def rechain(consent: Consent, rows: Sequence[Disclosure]) -> None:
    """Writes the chain anew over these rows, as one would who can write to the database."""
    previous = ""
    Disclosure.objects.filter(consent=consent).exclude(pk__in=[row.pk for row in rows]).delete()
    # Out of each other's way, while they change places.
    Disclosure.objects.filter(consent=consent).update(seq=F("seq") + 1000)
    for seq, row in enumerate(rows, start=1):
        digest = digest_of(row.salt, row.content)
        previous = hash_of(previous, seq, row.at, digest)
        Disclosure.objects.filter(pk=row.pk).update(
            seq=seq, content=row.content, digest=digest, hash=previous
        )
    Consent.objects.filter(pk=consent.pk).update(seq=len(rows), head=previous)


def found(consent: Consent) -> list[tuple[Kind, int | None, int | None]]:
    """What verification finds, by kind and rows; every finding names the consent."""
    findings = verification.of_consent(consent)
    assert {each.consent for each in findings} <= {consent.public_id}
    return [(each.kind, each.seq, each.last_seq or each.seq) for each in findings]


def of_checkpoints() -> list[Finding]:
    """What is wrong with the checkpoints themselves."""
    return [finding for each in verification.all_checkpoints() for finding in each]
