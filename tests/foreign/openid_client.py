"""openid-client of npm, in a process of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.foreign.client import CALLBACK, Granted, Linking, Outcome, Refused, Registration
from tests.foreign.program import Program


@dataclass(frozen=True, kw_only=True)
class OpenidClient:
    """One client of the many that the program is."""

    registration: Registration
    program: Program

    def metadata(self) -> Mapping[str, Any]:
        found: dict[str, Any] = self._ask("metadata")
        return found

    def begin(self, **asked: str | None) -> Linking:
        known = {"redirect_uri": CALLBACK, "scope": "balances dues"}
        return Linking(**self._ask("begin", asked=known | asked))

    def redeem(self, linking: Linking, address: str, times: int = 1) -> Sequence[Outcome]:
        kept = {"state": linking.state, "verifier": linking.verifier}
        return _outcomes(self._ask("redeem", address=address, times=times, **kept))

    def refresh(self, token: str, times: int = 1, *, is_lost: bool = False) -> Sequence[Outcome]:
        return _outcomes(self._ask("refresh", token=token, times=times, is_lost=is_lost))

    def grant(self, kind: str, **fields: str) -> Outcome:
        [outcome] = _outcomes([self._ask("grant", type=kind, fields=fields)])
        return outcome

    def revoke(self, token: str) -> None:
        self._ask("revoke", token=token)

    def _ask(self, do: str, **what: Any) -> Any:
        return self.program.ask(do, client=asdict(self.registration), **what)


def _outcomes(answers: Sequence[dict[str, Any]]) -> list[Outcome]:
    return [Granted(**each) if "tokens" in each else Refused(**each) for each in answers]
