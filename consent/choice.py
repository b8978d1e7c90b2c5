"""Which of the allowed accounts a question means."""

from banking.facts import AccountLabel
from consent.release import Wanted


def is_meant(label: AccountLabel, wanted: Wanted) -> bool:
    """Whether the account is one of those asked for.

    A name means an account that has it, or that has all of its words, or whose last digits it is;
    case and possessives do not matter. Kind and name together must both fit.
    """
    if wanted.kind is not None and label.kind is not wanted.kind:
        return False
    if wanted.name is None:
        return True
    said = _words(wanted.name)
    return bool(said) and (said <= _words(label.name) or said == {label.last_digits})


def _words(name: str) -> set[str]:
    spaced = "".join(c if c.isalnum() or c == "'" else " " for c in name.casefold())
    return {word.removesuffix("'s").replace("'", "") for word in spaced.split()} - {""}
