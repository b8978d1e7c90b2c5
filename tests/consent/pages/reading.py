"""What a page says, as a person reads it."""

import re
from html import unescape
from typing import Any

from banking.models import User
from consent.models import Consent, VoiceCode
from tests.people import NOW


def text(page: Any) -> str:
    """The words of the page's main part, without markup, each gap one space."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def facts(page: Any) -> dict[str, str]:
    """The page's terms with what stands beside each; of several lists the last one's."""
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.content.decode(), re.DOTALL)
    return {_plain(term): _plain(told) for term, told in pairs}


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def buttons(page: Any) -> list[tuple[str, str, str]]:
    """The value, the class and the words of each button that gives an answer."""
    found = re.findall(
        r'<button name="answer"\s+value="(\w+)"\s+class="(\w+)">(.*?)</button>',
        page.content.decode(),
        re.DOTALL,
    )
    return [(value, dress, " ".join(words.split())) for value, dress, words in found]


def ticked(page: Any) -> set[tuple[str, str]]:
    """Name and value of what is chosen already."""
    inputs = re.findall(r"<input[^>]*\bchecked\b[^>]*>", page.content.decode())
    return {(_attribute(each, "name"), unescape(_attribute(each, "value"))) for each in inputs}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def with_voice_code(user: User) -> None:
    """Gives the customer a voice code that nobody can say."""
    VoiceCode.objects.create(customer=user, hash="!", tries_left=3, set_at=NOW)


def newest(user: User) -> Consent:
    """The customer's newest consent."""
    return Consent.objects.filter(customer=user).latest("pk")
