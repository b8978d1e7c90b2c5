"""What customers granted the client: authorization codes, then access and refresh tokens."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass

from banking.sandbox.ledger import Clock
from banking.sandbox.store import Store

CODE_S = 60
ACCESS_S = 600
REFRESH_S = 90 * 24 * 3600


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


class Grants:
    """The store knows codes and tokens only by their hash."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

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
                connection.execute("DELETE FROM token WHERE grant_id = ?", (grant_id,))
                return None
            proven = hmac.compare_digest(s256(verifier), challenge)
            if not proven or redirect_uri != registered_uri:
                return None
            return Tokens(
                access=self._issue(connection, "access", grant_id, customer_number),
                refresh=self._issue(connection, "refresh", grant_id, customer_number),
            )

    def refreshed(self, refresh_token: str) -> Tokens | None:
        """Issue another access token; the refresh token stays good, so a lost answer costs none."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "SELECT grant_id, customer_number FROM token"
                " WHERE token_hash = ? AND kind = 'refresh' AND expires_at > ?",
                (digest(refresh_token), self._now()),
            ).fetchone()
            return row and Tokens(access=self._issue(connection, "access", *row))

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
        lifetime = ACCESS_S if kind == "access" else REFRESH_S
        connection.execute("DELETE FROM token WHERE expires_at <= ?", (self._now(),))
        connection.execute(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
            (digest(token), kind, grant_id, customer_number, self._now() + lifetime),
        )
        return token

    def _now(self) -> float:
        return self._clock().timestamp()


def digest(token: str) -> str:
    """Hash a code or token; they are random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def s256(verifier: str) -> str:
    """Compute the challenge a verifier must match (RFC 7636 4.2)."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
