"""Which signers are kept, how long and how many: checks 11 and 12."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest

from assistant.platform import Turn, Unverified
from assistant.platforms.alexa import chain, download, trust
from assistant.platforms.alexa.reasons import Why
from tests.assistant.platforms.alexa.sent import NOW, Alexa

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
LATER = NOW + chain.FAILURE_LASTS


class Host:
    """A certificate host in memory, that can go down, and counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.is_down = False
        self.fetched: list[str] = []
        self.opens = Event()
        self.opens.set()

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        self.opens.wait(5)
        if self.is_down:
            raise Unverified(Why.FETCH_NETWORK)
        return (self._folder / "chain.pem").read_bytes()

    def chains(self) -> chain.Chains:
        pem = (self._folder / "root.pem").read_bytes()
        return chain.Chains(self.fetch, lambda: trust.certificates(pem))


@pytest.fixture
def host(ca_dir: Path) -> Host:
    return Host(ca_dir)


def test_it_fetches_a_chain_once(host: Host) -> None:
    """Check 12."""
    chains = host.chains()

    assert chains.signer(URL, NOW) is chains.signer(URL, NOW)
    assert host.fetched == [URL]


def test_it_answers_while_the_host_is_down(
    alexa: Alexa, heard: list[Turn], host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 12: warm, then down, then still answered; a chain never seen is refused."""
    chains = host.chains()
    monkeypatch.setattr(chain, "chains", lambda _dir: chains)
    warm = alexa.asks()
    host.is_down = True
    other = alexa.signed(SignatureCertChainUrl=URL)

    down, cold = alexa.asks(), alexa.sends(other.body, **other.headers)

    assert (warm.status_code, down.status_code, cold.status_code) == (200, 200, 400)
    assert len(heard) == 2


def test_it_asks_again_once_a_chain_has_expired(host: Host) -> None:
    """Check 12."""
    chains = host.chains()
    ends_at = chains.signer(URL, NOW).ends_at
    host.is_down = True

    chains.signer(URL, ends_at)
    with pytest.raises(Unverified, match="network"):
        chains.signer(URL, ends_at + timedelta(seconds=1))


def test_it_keeps_32_signers_and_lets_the_oldest_go(host: Host) -> None:
    """Check 11."""
    chains = host.chains()
    urls = [f"{URL}{number}" for number in range(chain.KEPT + 1)]
    for url in urls:
        chains.signer(url, NOW)

    assert list(chains._signers) == urls[1:]  # noqa: SLF001


def test_it_remembers_256_failures_and_keeps_the_signers(host: Host) -> None:
    """Check 11: a flood of addresses costs neither memory nor those we know."""
    chains = host.chains()
    chains.signer(URL, NOW)
    host.is_down = True
    for number in range(chain.FAILURES_KEPT + 1):
        with pytest.raises(Unverified):
            chains.signer(f"{URL}{number}", NOW)

    assert (len(chains._failures), list(chains._signers)) == (chain.FAILURES_KEPT, [URL])  # noqa: SLF001


def test_it_does_not_ask_again_right_after_a_failure(host: Host) -> None:
    """Check 11: five seconds later it does."""
    chains = host.chains()
    host.is_down = True
    for moment in (NOW, NOW, LATER - timedelta(seconds=1)):
        with pytest.raises(Unverified, match="network"):
            chains.signer(URL, moment)
    host.is_down = False

    chains.signer(URL, LATER)

    assert host.fetched == [URL, URL]


def together(times: int, act: Callable[[int], str]) -> list[str]:
    """What each of several threads came to, all at once."""
    start = Barrier(times)

    def run(number: int) -> str:
        start.wait(5)
        try:
            return act(number)
        except Unverified as refused:
            return refused.reason

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def test_it_fetches_an_address_once_for_all_who_wait(host: Host) -> None:
    """Check 11."""
    chains = host.chains()
    host.opens.clear()

    def act(number: int) -> str:
        if number == 0:
            host.opens.wait(0.2)
            host.opens.set()
        return str(chains.signer(URL, NOW).ends_at)

    came_to = together(chain.WAITING, act)

    assert (len(set(came_to)), host.fetched) == (1, [URL])


def test_few_threads_wait_and_fewer_fetch(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check 11: of 16 at once, half are refused without waiting."""
    monkeypatch.setattr(download, "LIMIT_S", 0.2)
    chains = host.chains()
    host.opens.clear()

    came_to = together(16, lambda number: str(chains.signer(f"{URL}{number}", NOW)))
    host.opens.set()

    assert sorted(came_to) == [Why.FETCH_TIME] * chain.WAITING + [Why.FETCH_TOO_MANY] * 8
    assert len(host.fetched) <= chain.WAITING


def test_few_threads_wait_for_one_address(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check 11: a flood for one address takes no more threads than one for many."""
    monkeypatch.setattr(download, "LIMIT_S", 1)
    chains = host.chains()
    host.opens.clear()

    came_to = together(16, lambda _: str(chains.signer(URL, NOW)))
    host.opens.set()

    assert sorted(came_to) == [Why.FETCH_TIME] * chain.WAITING + [Why.FETCH_TOO_MANY] * 8


def test_what_is_queued_is_bounded_after_they_left(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 11: those who gave up leave their fetches behind."""
    monkeypatch.setattr(download, "LIMIT_S", 0.05)
    chains = host.chains()
    host.opens.clear()
    reasons = []
    for number in range(chain.WAITING + 1):
        with pytest.raises(Unverified) as refused:
            chains.signer(f"{URL}{number}", NOW)
        reasons.append(refused.value.reason)
    host.opens.set()

    assert reasons == [Why.FETCH_TIME] * chain.WAITING + [Why.FETCH_TOO_MANY]
