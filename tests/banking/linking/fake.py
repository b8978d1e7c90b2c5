"""A standard of the tests': its bank says what a test tells it to, and keeps what it was asked."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from banking.connector import Access, Bank, Connector, TimeLimits, Unreadable
from banking.models import Institution
from banking.standard import Departure, Field, Form, Granted, Standard, Upload, Visit

AWAY = "https://bank.test/authorize"
GOOD_FILE, BAD_FILE = b"a statement", b"no statement"


@dataclass(kw_only=True)
class FakeBank:
    """Both the bank's sign-in and what reads its forms and files."""

    grants: Granted = field(
        default_factory=lambda: Granted(credentials={"refresh_token": "a token of hers"})
    )
    fails_with: Exception | None = None
    begun: list[Visit] = field(default_factory=list)
    finished: list[tuple[Visit, dict[str, str], dict[str, str]]] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)
    typed: list[dict[str, str]] = field(default_factory=list)
    meanwhile: Any = None

    def begin(self, _bank: Bank, visit: Visit) -> Departure:
        self._fail()
        self.begun.append(visit)
        kept = {"verifier": "only we know it"}
        return Departure(url=f"{AWAY}?state={visit.state}", kept=kept)

    def finish(
        self, _bank: Bank, visit: Visit, *, returned: Mapping[str, str], kept: Mapping[str, str]
    ) -> Granted:
        self.finished.append((visit, dict(returned), dict(kept)))
        if self.meanwhile:
            self.meanwhile()
        self._fail()
        return self.grants

    def end(self, _bank: Bank, credentials: Mapping[str, str], _limits: TimeLimits) -> None:
        self._fail()
        self.ended.append(dict(credentials))

    def claim(self, _bank: Bank, typed: Mapping[str, str], _limits: TimeLimits) -> Granted:
        self.typed.append(dict(typed))
        self._fail()
        return self.grants

    def _fail(self) -> None:
        if self.fails_with:
            raise self.fails_with

    def standard(self) -> Standard:
        """All that a folder could offer."""
        fields = (
            Field(name="user", label="User name at the bank"),
            Field(name="pin", label="Banking PIN", hint="Five digits", is_secret=True),
        )
        return Standard(
            title="Fake",
            connect=_connect,
            takes_numbers=True,
            sign_in=self,
            form=Form(fields=fields, claim=self.claim),
            upload=Upload(suffixes=(".ofx", ".qfx"), check=_check),
        )


def _connect(access: Access) -> AbstractContextManager[Connector]:
    message = "Refreshes are only asked for here, and nobody reads this bank"
    raise AssertionError(message)


def _check(content: bytes) -> None:
    if not content.startswith(GOOD_FILE):
        message = "No statement"
        raise Unreadable(message)


def institution(linked_by: str = "sign_in", name: str = "Fjord Bank") -> Institution:
    """A bank that speaks the tests' standard."""
    made: Institution = Institution.objects.create(
        name=name,
        standard="fake",
        linked_by=linked_by,
        base_url="https://bank.test/api",
        time_zone="America/New_York",
    )
    return made
