"""What a person would call the merchant that a bank names."""

import re

from banking.known_merchants import (
    BEGINNINGS,
    CAPITALS,
    CITIES,
    SHORT,
    SMALL,
    STATES,
    WHOLE_WORDS,
)

LONGEST = 200
_MOST_READ = 400
# Each pass takes something away; what is left after so many is what it is called.
_MOST_PASSES = 8
# Those who take the money for others: what follows is the merchant.
_PROCESSORS = re.compile(
    r"(?:SQU?|TST|SP|PY|PP|PAYPAL|IN|EB|FS|CKE|ZETTLE_?|IZETTLE|IZ|SUMUP|STRIPE|KLARNA|ADY|BCK|WPY"
    r"|PAYU|CCV|MERCADOPAGO|LS|SMK|FSP|ZSK|GOOGLE|GLOBALP|DNH|CLOVER|TOAST) ?\* ?(?=[^\W\d_])",
    re.IGNORECASE,
)
# What a bank puts before the merchant.
_PREAMBLE = re.compile(
    r"(?:(?:RECURRING |NON-?PIN |CONTACTLESS )?"
    r"(?:POS (?:DEBIT|PURCHASE|WITHDRAWAL)|(?:DEBIT |CREDIT |VISA )?CARD (?:PURCHASE|PAYMENT)"
    r"|PURCHASE AUTHORI[SZ]ED ON|CHECK ?CARD|VISA (?:PURCHASE|DEBIT)|POS)"
    r"(?: TO| AT| -)?(?: \d{2}[/-]\d{2}(?:[/-]\d{2,4})?| \d{4}(?= [A-Z]))?) ",
    re.IGNORECASE,
)
# The letters with which one may begin: most texts need no closer look.
_PREAMBLES = frozenset({"REC", "NON", "CON", "POS", "DEB", "CRE", "VIS", "CAR", "PUR", "CHE"})
# From a store's number, a telephone or a reference on it is no name any more.
_TAIL = re.compile(
    r" (?:#|N[oO]\.? ?|NR\.? ?|STORE ?#? ?|T-)\d.*| \S*\d{3}.*| \+?\d[\d.()/ -]{5,}.*| 0\d.*"
    r"|(?<=\w{2})#\d.*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r" (?:https?:|www\.|help\.).*", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_STAR = re.compile(r"(?<=\w{3}) ?\*.*| \*.*")
_DOMAIN = re.compile(
    r"(?:www\.)?([\w-]{2,})\.(?:com|net|org|co\.uk|de|fr|io|nl|es|it|eu)\b(?:/.*)?", re.IGNORECASE
)
_LEGAL = frozenset(
    {"INC", "LLC", "LTD", "CORP", "CO", "GMBH", "PLC", "SA", "BV", "PTY", "KG", "AG"}
)
_NO_KEY = re.compile(r"[^A-Z0-9]+")
_BANKING = re.compile(
    r"\b(?:transfer|payment|interest|fees?|deposit|withdrawal|atm|che(?:ck|que)|balance|overdraft"
    r"|refund|zelle|venmo|direct debit|autopay|instal?lment|dividend|payroll|salary|cash|charge)\b",
    re.IGNORECASE,
)
_EDGES = " *#-,.;:/_"
_PARTS = re.compile(r"([-/&.])")
_VOWELS = frozenset("AEIOUYÄÖÜÉÈÁÀÍÓÚÅÆØ")
# By their first two characters, the longest first.
_BEGINNINGS = {
    start: sorted((key for key in BEGINNINGS if key.startswith(start)), key=len, reverse=True)
    for start in {key[:2] for key in BEGINNINGS}
}


def known_as(bank_merchant: str, description: str) -> str:
    """The merchant's name as a person would say it; empty where there is none.

    Shape: at most 200 characters. Without a merchant the description is taken for one, unless it
    tells of the bank's own doings: a transfer, interest, cash. What is a name already stays so.
    """
    text = " ".join(bank_merchant[:_MOST_READ].split())
    if not text:
        text = " ".join(description[:_MOST_READ].split())
        text = "" if _BANKING.search(text) else text
    for _ in range(_MOST_PASSES):
        simpler = _simpler(text)
        if simpler == text:
            break
        text = simpler
    return text


def _simpler(text: str) -> str:
    """The text after one pass."""
    rest = _PREAMBLE.sub("", text, count=1) if text[:3].upper() in _PREAMBLES else text
    found = _PROCESSORS.match(rest) if "*" in rest else None
    rest = rest[found.end() :] if found else rest
    known = _known(rest)
    if known:
        return known
    name = _without_place(_without_tail(rest))
    if "." in name:
        name = _DOMAIN.sub(r"\1", name, count=1)
    name = _without_legal_form(name).strip(_EDGES) or rest.strip(_EDGES) or rest
    return _written(name)[:LONGEST].rstrip()


def _known(text: str) -> str:
    """The name of a merchant that everybody knows, by the beginning of the text."""
    key = _NO_KEY.sub("", text[:40].upper())
    for beginning in _BEGINNINGS.get(key[:2], ()):
        if key.startswith(beginning) and (
            beginning not in WHOLE_WORDS or _ends_word(text, len(beginning))
        ):
            return BEGINNINGS[beginning]
    return ""


def _ends_word(text: str, length: int) -> bool:
    """Whether the text's first so many letters and digits end with a word."""
    for place, char in enumerate(text):
        length -= char.isalnum()
        if length == 0:
            following = text[place + 1 : place + 2]
            return not following.isalpha()
    return True


def _without_tail(text: str) -> str:
    rest = _STAR.sub("", text, count=1) if "*" in text else text
    rest = _TAIL.sub("", rest, count=1) if _DIGIT.search(rest) else rest
    return _ADDRESS.sub("", rest, count=1) if ":" in rest or "." in rest else rest


def _without_legal_form(text: str) -> str:
    head, _, last = text.rpartition(" ")
    is_form = head and last.replace(".", "").upper() in _LEGAL
    return head.rstrip(",") if is_form else text


def _without_place(text: str) -> str:
    """Without the state and, before it, a city that is written out."""
    head, _, last = text.rpartition(" ")
    if last in {"US", "USA"} and head:
        text = head
        head, _, last = text.rpartition(" ")
    if last not in STATES or not head:
        return text
    city = next((each for each in CITIES if head.endswith(f" {each}")), "")
    return head.removesuffix(f" {city}") if city else head


def _written(text: str) -> str:
    """All capitals, or none, in the way of a name; anything else as it is."""
    if not (text.isupper() or text.islower()):
        return text
    words = text.split(" ")
    return " ".join(_word(word, is_first=place == 0) for place, word in enumerate(words))


def _word(word: str, *, is_first: bool) -> str:
    upper, lower = word.upper(), word.lower()
    if lower in SMALL and not is_first:
        return lower
    if upper in CAPITALS or _are_initials(upper):
        return upper
    if lower.isalpha():
        return lower.capitalize()
    return "".join(_part(part) for part in _PARTS.split(lower))


def _are_initials(word: str) -> bool:
    return len(word) > 1 and word not in SHORT and not _VOWELS & set(word)


def _part(part: str) -> str:
    """``joe's`` is Joe's, ``o'reilly`` is O'Reilly."""
    head, mark, tail = part.partition("'")
    return head.capitalize() + mark + (tail.capitalize() if len(head) == 1 else tail)
