"""Without its scope no topic asks the bank, whatever the other scopes allow."""

from collections.abc import Mapping
from typing import Any

import pytest

from assistant import dialogue, language
from banking import queries
from consent.models import Disclosure
from consent.scopes import Scope
from tests import people
from tests.assistant.released import name, turn
from tests.people import NOW, Cast

NOT_ALLOWED = (
    "You have not allowed this assistant to tell you balances, and you can change that on your"
    " bank's website."
)
BALANCE = {"intent": "balance"}
SAID = {"code": name("4829")["name"]}

# Each way to ask something, with what the conversation keeps; then the scope that it needs.
QUESTIONS: Mapping[str, tuple[dict[str, Any], Scope | None]] = {
    "balance": ({}, Scope.BALANCES),
    "repeat": ({"state": BALANCE}, Scope.BALANCES),
    "voice_code": ({"state": BALANCE | {"awaits": "code"}, "slots": SAID}, Scope.BALANCES),
    "voice_code, of a name": (
        {"state": BALANCE | {"by": "name", "awaits": "code"}, "slots": SAID},
        Scope.BALANCES,
    ),
    "yes": ({}, None),
    "no": ({}, None),
    "launch": ({}, None),
    "help": ({}, None),
    "stop": ({}, None),
    "cancel": ({}, None),
    "fallback": ({}, None),
    "disconnect": ({}, None),
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was read of the bank's, and what the bank was asked for."""
    asked: list[str] = []
    balances = queries.balances

    def kept(*arguments: Any) -> Any:
        asked.append("balances")
        return balances(*arguments)

    monkeypatch.setattr("banking.queries.balances", kept)

    def refused(_link: int) -> bool:
        asked.append("refresh")
        return False

    monkeypatch.setattr("banking.refresh.ask", refused)
    return asked


def answered(cast: Cast, question: str, scopes: set[Scope]) -> str:
    token = people.allow(cast.alice, cast.alexa, scopes, [cast.everyday])
    asked = turn(question.partition(",")[0], unverified_token=token, **QUESTIONS[question][0])
    reply = dialogue.answer(asked, now=NOW, wait_s=0)
    return reply.speech if reply else ""


@pytest.mark.parametrize("missing", Scope)
@pytest.mark.parametrize("question", QUESTIONS)
def test_without_its_scope_it_is_refused_and_no_bank_is_asked(
    cast: Cast, read: list[str], question: str, missing: Scope
) -> None:
    """Check 47; promise P2."""
    needed = QUESTIONS[question][1]
    speech = answered(cast, question, set(Scope) - {missing})
    is_refused = needed is missing
    # A name is not kept while the code is asked for: it is heard, and the question asked anew.
    reads = bool(needed) and not is_refused and "of a name" not in question
    assert speech.startswith(NOT_ALLOWED) is is_refused
    assert read == (["balances"] if reads else [])
    assert Disclosure.objects.count() == len(read)


def test_the_table_has_every_intent() -> None:
    """Check 47: what can be asked is what the language knows."""
    assert set(language.of("en-US").intents) == {each.partition(",")[0] for each in QUESTIONS}
