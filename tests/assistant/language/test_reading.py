"""A language that contradicts itself is refused, with the file and the fault."""

from pathlib import Path

import pytest

from assistant.language import reading
from assistant.language.vocabulary import LanguageError

INTENTS = """
intents:
  balance: {alexa: [BalanceIntent], slots: [kind]}
lists:
  kind: {alexa_type: AccountKind, values: [{in: "savings [account]", out: savings}]}
"""
SENTENCES = """
intents:
  balance: {data: [{sentences: ["my {kind} balance"]}]}
"""
ANSWERS = """
topic: balance
answers: {have: "You have {amount}."}
"""


def written(folder: Path, **changed: str) -> Path:
    files = {"intents": INTENTS, "sentences/balance": SENTENCES, "answers/balance": ANSWERS}
    for name, content in files.items():
        path = folder / "tlh" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.parent.name, content), encoding="utf-8")
    return folder / "tlh"


def test_it_reads_a_language(tmp_path: Path) -> None:
    found = reading.language(written(tmp_path))

    assert found.lists["kind"].phrases == {"savings": ("savings account", "savings")}
    assert found.answers["balance"]["have"].placeholders == {"amount"}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"sentences": SENTENCES.replace("balance:", "dance:")},
            (
                r"tlh/sentences/balance.yaml has sentences for \['dance'\], which intents.yaml"
                " does not name"
            ),
        ),
        (
            {"sentences": SENTENCES.replace('"]}', '"], slots: {kind: loan}}')},
            "tlh/sentences/balance.yaml has more than sentences in a block",
        ),
        (
            {"sentences": SENTENCES.replace("{kind}", "{colour}")},
            r"tlh/sentences has \['colour'\] in a sentence of balance, which has no such slot",
        ),
        (
            {"sentences": SENTENCES.replace("{kind}", "<colour>")},
            r"tlh/sentences has \['colour'\], which no expansion rule explains",
        ),
        (
            {"sentences": SENTENCES.replace("my", "(my")},
            "tlh has a sentence or a list that is not understood",
        ),
        ({"sentences": "{"}, "tlh/sentences/balance.yaml cannot be read"),
        ({"sentences": "[]"}, "tlh/sentences/balance.yaml is no mapping"),
        ({"answers": "topic: dance"}, "tlh/answers/balance.yaml must say topic: balance"),
        (
            {"answers": ANSWERS.replace("{amount}", "{amount.minor}")},
            "tlh/answers/balance.yaml has {amount.minor} in 'have', which is no plain name",
        ),
        (
            {"answers": ANSWERS.replace('"You have {amount}."', "{speech: Yes}")},
            "tlh/answers/balance.yaml must give 'have' one text, or speech and card",
        ),
        (
            {"tlh": INTENTS.replace("[kind]", "[kind, colour]")},
            r"tlh/intents.yaml has no list for \['colour'\] of balance",
        ),
    ],
)
def test_it_refuses(tmp_path: Path, changed: dict[str, str], fault: str) -> None:
    folder = written(tmp_path, **changed)

    with pytest.raises(LanguageError, match=f"(?s)^.*{fault}"):
        reading.language(folder)
