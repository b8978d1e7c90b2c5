"""Consents as NextGenPSD2 has them: received, then a customer's, then over."""

import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banking.sandbox.ledger import Clock
from banking.sandbox.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS psd2_consent (
    consent_id TEXT PRIMARY KEY,
    customer_number TEXT,
    valid_until TEXT NOT NULL,
    times_a_day INTEGER NOT NULL,
    changed_on TEXT NOT NULL,
    status TEXT NOT NULL
)
"""
COLUMNS = "consent_id, customer_number, valid_until, times_a_day, changed_on, status"


class Status(StrEnum):
    """NextGenPSD2 1.3.11, type consentStatus; what this bank uses of it."""

    RECEIVED = "received"
    VALID = "valid"
    EXPIRED = "expired"
    TERMINATED = "terminatedByTpp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a client may read, of whom, and until when (that day included)."""

    consent_id: str
    customer_number: str | None
    valid_until: date
    times_a_day: int
    changed_on: date
    status: Status


class Consents:
    """The consents of all customers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.transaction() as connection:
            connection.execute(SCHEMA)

    def create(self, valid_until: date, times_a_day: int) -> Consent:
        """Make a consent that is nobody's yet."""
        consent = Consent(
            consent_id=secrets.token_urlsafe(16),
            customer_number=None,
            valid_until=valid_until,
            times_a_day=times_a_day,
            changed_on=self._today(),
            status=Status.RECEIVED,
        )
        with self._store.transaction() as connection:
            connection.execute(
                f"INSERT INTO psd2_consent ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
                (
                    consent.consent_id,
                    None,
                    valid_until.isoformat(),
                    times_a_day,
                    consent.changed_on.isoformat(),
                    consent.status,
                ),
            )
        return consent

    def find(self, consent_id: str) -> Consent | None:
        """Return the consent as it is today."""
        with self._store.transaction() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM psd2_consent WHERE consent_id = ?",  # noqa: S608 - our own names
                (consent_id,),
            ).fetchone()
        if row is None:
            return None
        until, changed_on = date.fromisoformat(row[2]), date.fromisoformat(row[4])
        is_past = until < self._today() and row[5] in {Status.RECEIVED, Status.VALID}
        return Consent(
            consent_id=row[0],
            customer_number=row[1],
            valid_until=until,
            times_a_day=row[3],
            changed_on=changed_on,
            status=Status.EXPIRED if is_past else Status(row[5]),
        )

    def allow(self, consent_id: str, customer_number: str) -> None:
        """Make a received consent a customer's, and end the one it follows.

        **Source**: NextGenPSD2 1.3.11, POST /v1/consents, side effects.
        """
        today = self._today().isoformat()
        with self._store.transaction() as connection:
            claimed = connection.execute(
                "UPDATE psd2_consent SET customer_number = ?, status = ?, changed_on = ?"
                " WHERE consent_id = ? AND status = ?",
                (customer_number, Status.VALID, today, consent_id, Status.RECEIVED),
            )
            if claimed.rowcount:
                connection.execute(
                    "UPDATE psd2_consent SET status = ?, changed_on = ?"
                    " WHERE customer_number = ? AND consent_id <> ? AND status = ?",
                    (Status.EXPIRED, today, customer_number, consent_id, Status.VALID),
                )

    def terminate(self, consent_id: str) -> None:
        """End a consent at the client's wish."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE psd2_consent SET status = ?, changed_on = ? WHERE consent_id = ?",
                (Status.TERMINATED, self._today().isoformat(), consent_id),
            )

    def _today(self) -> date:
        return self._clock().date()
