"""What customers granted the client: codes, then tokens under a consent that has an end."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from banking.sandbox.ledger import Clock
from banking.sandbox.store import Store

CODE_S = 60
ACCESS_S = 600
REFRESH_S = 90 * 24 * 3600
# A consent and all tokens under it end together.
CONSENT_S = REFRESH_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a code was issued for, and must be redeemed with."""

    customer_number: str
    redirect_uri: str
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the token endpoint hands out."""

    access: str
    refresh: str | None = None
    consent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a customer allowed, and until when."""

    consent_id: str
    created_at: datetime
    expires_at: datetime


class Grants:
    """The store knows codes and tokens only by their hash; a revoked consent is gone with them."""

    def __init__(self, store: Store, clock: Clock, *, rotates: bool = False) -> None:
        self._store = store
        self._clock = clock
        self._rotates = rotates

    def code(self, sale: Sale) -> str:
        """Issue an authorization code."""
        code = secrets.token_urlsafe(32)
        row = (digest(code), secrets.token_hex(8), sale.customer_number, sale.redirect_uri)
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO authorization_code VALUES (?, ?, ?, ?, ?, ?, 0)",
                (*row, sale.challenge, self._now() + CODE_S),
            )
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> Tokens | None:
        """Trade a code for tokens, once.

        **Source**: RFC 6749 4.1.2: a code used twice revokes what the first use was given.
        """
        with self._store.transaction() as connection:
            claimed = connection.execute(
                "UPDATE authorization_code SET used = 1"
                " WHERE code_hash = ? AND used = 0 AND expires_at > ?",
                (digest(code), self._now()),
            )
            row = connection.execute(
                "SELECT grant_id, customer_number, redirect_uri, challenge"
                " FROM authorization_code WHERE code_hash = ?",
                (digest(code),),
            ).fetchone()
            if row is None:
                return None
            grant_id, customer_number, registered_uri, challenge = row
            if claimed.rowcount == 0:
                _revoke(connection, grant_id)
                return None
            proven = hmac.compare_digest(s256(verifier), challenge)
            if not proven or redirect_uri != registered_uri:
                return None
            connection.execute(
                "INSERT INTO consent VALUES (?, ?, ?, ?)",
                (grant_id, customer_number, self._now(), self._now() + CONSENT_S),
            )
            return Tokens(
                access=self._issue(connection, "access", grant_id, customer_number),
                refresh=self._issue(connection, "refresh", grant_id, customer_number),
                consent_id=grant_id,
            )

    def refreshed(self, refresh_token: str) -> Tokens | None:
        """Issue another access token, and another refresh token if this bank rotates them.

        Else the refresh token stays good, so that a lost answer costs none.

        **Source**: RFC 9700 4.14.2: a rotated token that comes again revokes all of its family.
        """
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT grant_id, customer_number, kind FROM token"
                " WHERE token_hash = ? AND kind IN ('refresh', 'rotated') AND expires_at > ?",
                (digest(refresh_token), self._now()),
            ).fetchone()
            if row is None:
                return None
            grant_id, customer_number, kind = row
            if kind == "rotated":
                _revoke(connection, grant_id)
                return None
            access = self._issue(connection, "access", grant_id, customer_number)
            if not self._rotates:
                return Tokens(access=access, consent_id=grant_id)
            connection.execute(
                "UPDATE token SET kind = 'rotated' WHERE token_hash = ?", (digest(refresh_token),)
            )
            refresh = self._issue(connection, "refresh", grant_id, customer_number)
            return Tokens(access=access, refresh=refresh, consent_id=grant_id)

    def consent(self, consent_id: str, access_token: str) -> Consent | None:
        """Return the consent under which that access token was issued, if it is the one named."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT consent.created_at, consent.expires_at"
                " FROM consent JOIN token USING (grant_id) WHERE grant_id = ? AND token_hash = ?",
                (consent_id, digest(access_token)),
            ).fetchone()
        return row and Consent(
            consent_id=consent_id,
            created_at=datetime.fromtimestamp(row[0], UTC),
            expires_at=datetime.fromtimestamp(row[1], UTC),
        )

    def revoke(self, consent_id: str) -> None:
        """End a consent, and every token with it."""
        with self._store.transaction() as connection:
            _revoke(connection, consent_id)

    def give_back(self, token: str) -> None:
        """End the consent that a token belongs to (RFC 7009 2.1); an unknown one ends nothing."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT grant_id FROM token WHERE token_hash = ?", (digest(token),)
            ).fetchone()
            if row is not None:
                _revoke(connection, row[0])

    def service(self, customer_number: str) -> Tokens:
        """Issue an access token to the client itself, for one customer's data."""
        with self._store.transaction() as connection:
            grant_id = f"service-{customer_number}"
            return Tokens(access=self._issue(connection, "access", grant_id, customer_number))

    def customer_number(self, access_token: str) -> str | None:
        """Return whose data a live access token reads."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT customer_number FROM token"
                " WHERE token_hash = ? AND kind = 'access' AND expires_at > ?",
                (digest(access_token), self._now()),
            ).fetchone()
        return None if row is None else str(row[0])

    def _issue(
        self, connection: sqlite3.Connection, kind: str, grant_id: str, customer_number: str
    ) -> str:
        token = secrets.token_urlsafe(32)
        until = self._now() + (ACCESS_S if kind == "access" else REFRESH_S)
        consent = connection.execute(
            "SELECT expires_at FROM consent WHERE grant_id = ?", (grant_id,)
        ).fetchone()
        connection.execute("DELETE FROM token WHERE expires_at <= ?", (self._now(),))
        connection.execute(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
            (digest(token), kind, grant_id, customer_number, min(until, *(consent or (until,)))),
        )
        return token

    def _now(self) -> float:
        return self._clock().timestamp()


def _revoke(connection: sqlite3.Connection, grant_id: str) -> None:
    connection.execute("DELETE FROM token WHERE grant_id = ?", (grant_id,))
    connection.execute("DELETE FROM consent WHERE grant_id = ?", (grant_id,))


def digest(token: str) -> str:
    """Hash a code or token; they are random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def s256(verifier: str) -> str:
    """Compute the challenge a verifier must match (RFC 7636 4.2)."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
