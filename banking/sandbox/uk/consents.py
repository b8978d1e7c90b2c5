"""Account access consents: asked for by the client, given by a customer, taken back by either."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from banking.sandbox.amounts import Json, JsonObject
from banking.sandbox.grants import digest
from banking.sandbox.ledger import Clock
from banking.sandbox.store import Store
from banking.sandbox.uk.versions import Version

SCHEMA = """
CREATE TABLE IF NOT EXISTS uk_consent (
    consent_id TEXT PRIMARY KEY,
    permissions TEXT NOT NULL,
    expires_at TEXT,
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    status TEXT NOT NULL,
    code_hash TEXT
)
"""
COLUMNS = "consent_id, permissions, expires_at, made_at, changed_at, status"
FIND = f"SELECT {COLUMNS} FROM uk_consent WHERE consent_id = ?"  # noqa: S608 - our own names
# A token belongs to the consent with whose code it was bought.
BOUGHT_WITH = """
SELECT uk_consent.consent_id FROM uk_consent
JOIN authorization_code USING (code_hash)
JOIN token USING (grant_id) WHERE token_hash = ?
"""
ASKED, GIVEN, EXPIRED = "asked", "given", "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a client may read; nobody's until it is given."""

    consent_id: str
    permissions: frozenset[str]
    expires_at: datetime | None
    made_at: str
    changed_at: str
    status: str

    def written(self, version: Version) -> JsonObject:
        """Write it as a version does (OBReadConsentResponse1/Data)."""
        names: list[Json] = [*sorted(self.permissions)]
        written: JsonObject = {
            "ConsentId": self.consent_id,
            "CreationDateTime": self.made_at,
            "Status": version.consent[self.status],
            "StatusUpdateDateTime": self.changed_at,
            "Permissions": names,
        }
        ends = {"ExpirationDateTime": self.expires_at.isoformat()} if self.expires_at else {}
        return {**written, **ends}


class Consents:
    """The consents of all customers; one that is taken back is gone."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.transaction() as connection:
            connection.execute(SCHEMA)

    def create(self, permissions: frozenset[str], expires_at: datetime | None) -> Consent:
        """Make a consent that waits for a customer."""
        consent_id, now = f"uk-{secrets.token_hex(12)}", self._now()
        names = json.dumps(sorted(permissions))
        ends = expires_at and expires_at.isoformat()
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO uk_consent VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (consent_id, names, ends, now, now, ASKED),
            )
        return Consent(
            consent_id=consent_id,
            permissions=permissions,
            expires_at=expires_at,
            made_at=now,
            changed_at=now,
            status=ASKED,
        )

    def find(self, consent_id: str) -> Consent | None:
        """Return the consent as it is now."""
        with self._store.transaction() as connection:
            row = connection.execute(FIND, (consent_id,)).fetchone()
        if row is None:
            return None
        ends = datetime.fromisoformat(row[2]) if row[2] else None
        is_past = ends is not None and ends <= self._clock()
        return Consent(
            consent_id=row[0],
            permissions=frozenset(json.loads(row[1])),
            expires_at=ends,
            made_at=row[3],
            changed_at=row[4],
            status=EXPIRED if is_past else row[5],
        )

    def give(self, consent_id: str, code: str) -> None:
        """Bind a consent to what a customer's code buys; tokens of an earlier code lose it."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE uk_consent SET status = ?, code_hash = ?, changed_at = ?"
                " WHERE consent_id = ?",
                (GIVEN, digest(code), self._now(), consent_id),
            )

    def of_token(self, access_token: str) -> Consent | None:
        """Return the consent that a token belongs to."""
        with self._store.transaction() as connection:
            row = connection.execute(BOUGHT_WITH, (digest(access_token),)).fetchone()
        return self.find(row[0]) if row else None

    def delete(self, consent_id: str) -> None:
        """Take a consent back; what was bought with it reads nothing any more."""
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM uk_consent WHERE consent_id = ?", (consent_id,))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
