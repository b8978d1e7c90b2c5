"""What a sandbox bank is started with."""

from dataclasses import dataclass
from datetime import UTC, datetime

from banking.sandbox.ledger import Clock

DEFAULT_SEED = 2018
DEFAULT_CLIENT_ID = "sayso"
DEFAULT_REDIRECT_URI = "http://127.0.0.1:8000/banks/callback"
IN_MEMORY = ":memory:"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The one OAuth client this bank knows; its secret stays out of every representation."""

    client_id: str
    secret: str
    redirect_uri: str

    def __repr__(self) -> str:
        return f"Client({self.client_id!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All that tells one sandbox bank from another; `clock` returns aware moments in UTC.

    `rotates`: each refresh token is good once, and one that comes again ends the consent.
    """

    client: Client
    seed: int = DEFAULT_SEED
    store: str = IN_MEMORY
    clock: Clock = utc_now
    rotates: bool = False
