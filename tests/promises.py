"""What must always hold. Tests name these ids in their docstrings; one test closes the loop."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Promise:
    """An obligation: what we say, and where it comes from."""

    id: str
    sentence: str
    source: str


PROMISES: Final = (
    Promise(
        "P1",
        "Bank data leaves banking through the gateway and nowhere else, for an assistant with a "
        "live consent or for the customer who is signed in herself.",
        "The banks' refusal of 2018: nobody could say where the data would go. One door can.",
    ),
    Promise(
        "P2",
        "What is missing refuses: no scope, no account, no end date, an unknown assistant or an "
        "inactive customer never mean everything.",
        "Saltzer and Schroeder, 1975: fail-safe defaults. RFC 9396: access is what was named.",
    ),
    Promise(
        "P3",
        "Every question is checked against the consent of that moment, so a change of it acts on "
        "the very next one.",
        "Saltzer and Schroeder, 1975: complete mediation. GDPR, article 7(3).",
    ),
    Promise(
        "P4",
        "An answer is sent only after its disclosure is committed; what cannot be recorded is not "
        "said.",
        "GDPR, articles 5(2) and 15(1)(c): whoever discloses can show what and to whom.",
    ),
    Promise(
        "P5",
        "An answer holds no more than was asked for and allowed; no full account number and no "
        "bulk, whatever the assistant would like.",
        "GDPR, article 5(1)(c): data minimisation.",
    ),
    Promise(
        "P6",
        "Money is exact and every figure has its moment; old figures tell their age, and what "
        "cannot be read keeps its last true value.",
        "GDPR, article 5(1)(d): accuracy. FDX: each balance has the moment it is as of.",
    ),
    Promise(
        "P7",
        "Nothing moves money; the only things an assistant changes protect the customer.",
        "The data-use agreement with each vendor; the rules of the assistants' directories.",
    ),
    Promise(
        "P8",
        "Leaving is as easy as joining: every way out ends in the same state, at once, with a "
        "receipt.",
        "GDPR, article 7(3): as easy to withdraw as to give. RFC 7009.",
    ),
    Promise(
        "P9",
        "A killed worker, an emptied broker or a silent bank lose nothing: what is due still "
        "happens, once in effect.",
        "A customer who was told that she will hear of something relies on it.",
    ),
    Promise(
        "P10",
        "Every refusal and failure is one plain sentence to act on; the details are in the log, "
        "and nothing personal with them.",
        "WCAG 2.2, success criterion 3.3.3: say how to go on. OWASP ASVS 5.0, chapter V16.",
    ),
)
