"""Where a certificate may come from: checks 5 and 6."""

import pytest

from assistant.platform import Turn, Unverified
from assistant.platforms.alexa import address, chain, trust
from tests.assistant.platforms.alexa.sent import Alexa

GOOD = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
ALLOWED = [
    GOOD,
    "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/./echo-api-cert.pem",
    "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
]
ELSEWHERE = [
    "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "ftp://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://notamazon.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com.evil.tld/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com./echo.api/echo-api-cert.pem",
    "https://evil.s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
    "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.apis/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api",
    "https://s3.amazonaws.com//echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
    "https://user@s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com@evil.tld/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem?x=1",
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem#x",
    "https://s3.amazonaws.com\\@evil.tld/echo.api/echo-api-cert.pem",
    "https://[::1]/echo.api/echo-api-cert.pem",
    "file:///etc/passwd",
    "https://s3.amazonaws.com/echo.api/" + "a" * 600,
]
DOTTED = [
    "https://s3.amazonaws.com/echo.api/../evil/a.pem",
    "https://s3.amazonaws.com/echo.api/%2e%2e/evil/a.pem",
    "https://s3.amazonaws.com/echo.api/%2E%2E/evil/a.pem",
    "https://s3.amazonaws.com/echo.api/.%2e/evil/a.pem",
    "https://s3.amazonaws.com/echo.api/%252e%252e/evil/a.pem",
    "https://s3.amazonaws.com/echo.api%2f..%2fevil/a.pem",
    "https://s3.amazonaws.com/echo.api/..\\evil/a.pem",
    "https://s3.amazonaws.com/echo.api/../../echo.api/../evil/a.pem",
]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that something would be fetched from."""
    urls: list[str] = []

    def fetch(url: str) -> bytes:
        urls.append(url)
        return b"no certificate"

    own = chain.Chains(fetch, trust.public_roots)
    monkeypatch.setattr(chain, "chains", lambda _dir: own)
    return urls


@pytest.mark.parametrize("url", ALLOWED)
def test_an_address_has_one_form(url: str) -> None:
    """Check 6."""
    assert address.checked(url) == GOOD


@pytest.mark.parametrize("url", [*ALLOWED])
def test_it_answers_with_an_address_in_any_allowed_form(
    alexa: Alexa, heard: list[Turn], url: str
) -> None:
    """Check 6, and the baseline of check 5."""
    signed = alexa.signed(SignatureCertChainUrl=url)

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, len(heard)) == (200, 1)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_it_fetches_nothing_from_elsewhere(
    alexa: Alexa, heard: list[Turn], fetched: list[str], url: str
) -> None:
    """Check 5."""
    signed = alexa.signed(SignatureCertChainUrl=url)

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, response.content, heard, fetched) == (400, b"", [], [])


@pytest.mark.parametrize("url", DOTTED)
def test_it_follows_no_dots_out_of_the_folder(
    alexa: Alexa, heard: list[Turn], fetched: list[str], url: str
) -> None:
    """Check 6."""
    signed = alexa.signed(SignatureCertChainUrl=url)

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, response.content, heard, fetched) == (400, b"", [], [])


def test_a_good_address_would_be_fetched(
    alexa: Alexa, heard: list[Turn], fetched: list[str]
) -> None:
    """Check 5: the list of what was fetched does not stay empty by itself."""
    signed = alexa.signed(SignatureCertChainUrl=GOOD)

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, heard, fetched) == (400, [], [GOOD])


@pytest.mark.parametrize("control", ["\n", "\t", "\x00", " ", "\u2028", "\uff0f"])
def test_it_refuses_characters_that_readers_drop(control: str) -> None:
    """Check 5: urlsplit takes out some of them, and others come to mean a slash."""
    with pytest.raises(Unverified):
        address.checked(GOOD.replace("echo.api", "echo.api" + control))
