"""What a client library is asked to do, whichever it is, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

CALLBACK = "https://client.test/cb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the operator told the client's maker; a public client has no secret."""

    issuer: str
    id: str
    secret: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """A linking under way: where the customer is sent, and what the client remembers of it."""

    url: str
    state: str | None
    verifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Tokens, and the headers that came with them."""

    tokens: dict[str, Any]
    headers: dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An error as the application sees it; without a status it is the library's own."""

    error: str
    status: int | None


Outcome = Granted | Refused
INVALID_GRANT = Refused(error="invalid_grant", status=400)


class Client(Protocol):
    """An application's OAuth client, made with a library that nobody here wrote."""

    @property
    def registration(self) -> Registration:
        """As what it is known."""

    def metadata(self) -> Mapping[str, Any]:
        """What it found out about the server."""

    def begin(self, **asked: str | None) -> Linking:
        """The address to which it sends its customer; None leaves a parameter out."""

    def redeem(self, linking: Linking, address: str, times: int = 1) -> Sequence[Outcome]:
        """What it makes of the address that the customer came back to, so many times at once."""

    def refresh(self, token: str, times: int = 1, *, is_lost: bool = False) -> Sequence[Outcome]:
        """Refreshes, so many times at once; a lost reply arrives and is not looked at."""

    def grant(self, kind: str, **fields: str) -> Outcome:
        """Asks the token endpoint for anything else."""

    def revoke(self, token: str) -> None:
        """Gives a token back."""


def granted(outcome: Outcome) -> dict[str, Any]:
    """The tokens."""
    assert isinstance(outcome, Granted), outcome
    return outcome.tokens
