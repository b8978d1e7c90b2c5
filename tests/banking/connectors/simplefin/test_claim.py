"""The setup token: claimed once, at the operator's hosts only."""

import base64
import dataclasses
from collections.abc import Mapping

import httpx
import pytest

from banking.connector import (
    Bank,
    ConnectorError,
    NeedsCustomer,
    Refused,
    Unreachable,
    Unreadable,
)
from banking.connectors.simplefin.addresses import Elsewhere, access_url, checked
from banking.connectors.simplefin.claim import FORM, claim
from banking.connectors.simplefin.client import connect
from banking.standard import Granted, NotGranted, UsedBefore
from tests.banking.connectors.simplefin.link import LIMITS, access, bank_of
from tests.banking.connectors.simplefin.vendor import PASSWORD, USER, Vendor

BRIDGE = Bank(
    base_url="https://bridge.simplefin.test/simplefin",
    options={"hosts": "beta.simplefin.test, com"},
)


def typed(vendor: Vendor, token: str) -> Granted:
    return FORM.claim(bank_of(vendor), {"setup_token": token}, LIMITS)


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def refused_by(bank: Bank, token: str) -> Exception:
    """What such a token becomes where nothing may be asked."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with pytest.raises(NotGranted) as caught:
        claim(bank, {"setup_token": token}, LIMITS, transport=httpx.MockTransport(fail))
    return caught.value


def test_a_token_becomes_an_access_url(vendor: Vendor) -> None:
    granted = typed(vendor, vendor.token())

    credentials = {"root": vendor.root, "user": USER, "password": PASSWORD}
    assert granted == Granted(credentials=credentials, reference="", expires_at=None)
    assert PASSWORD not in repr(granted)


@pytest.mark.parametrize("name", ["a", "ab", "abc"])
def test_a_token_survives_a_clipboard(vendor: Vendor, name: str) -> None:
    """Of three lengths in a row two are padded."""
    vendor.tokens.add(name)
    token = vendor.token(name).rstrip("=")

    granted = typed(vendor, f"  {token[:10]}\n{token[10:]} ")

    assert granted.credentials["user"] == USER


def test_a_token_is_claimed_once(vendor: Vendor) -> None:
    """SimpleFIN, checklist, required points 1 and 2: she is told that it may be compromised."""
    typed(vendor, vendor.token())

    with pytest.raises(UsedBefore, match="may be compromised"):
        typed(vendor, vendor.token())


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, "", NotGranted),
        (410, "", NotGranted),
        (402, "", NeedsCustomer),
        (400, "", Refused),
        (500, "", Unreachable),
        (302, "", Unreadable),
        (200, "", Unreadable),
        (200, "<html>", Unreadable),
        (200, "https://user:pass@elsewhere.test/simplefin", Unreadable),
        (200, "\u00e9", Unreadable),
    ],
)
def test_other_answers_give_no_link(
    vendor: Vendor, status: int, body: str, error: type[Exception]
) -> None:
    vendor.answer = (status, body)

    with pytest.raises(error) as caught:
        typed(vendor, vendor.token())

    assert type(caught.value) is error


@pytest.mark.parametrize("credentials", ["", "user@", "user:@", ":pass@"])
def test_an_access_url_without_credentials_is_none(vendor: Vendor, credentials: str) -> None:
    vendor.answer = (200, vendor.root.replace("//", f"//{credentials}", 1))

    with pytest.raises(Unreadable):
        typed(vendor, vendor.token())


@pytest.mark.parametrize(
    "token",
    ["", "no base64!", "a", packed("not an address"), packed("\u00e9"), "A" * 100_000],
)
def test_what_is_no_token_is_not_asked_about(token: str) -> None:
    assert "setup token" in str(refused_by(BRIDGE, token))


ELSEWHERE = [
    "https://elsewhere.test/claim/x",
    "http://bridge.simplefin.test/claim/x",
    "https://bridge.simplefin.test:8443/claim/x",
    "https://bridge.simplefin.test.elsewhere.test/claim/x",
    "https://notbridge.simplefin.test/claim/x",
    "https://simplefin.test/claim/x",
    "https://bridge.simplefin.test@elsewhere.test/claim/x",
    "https://bridge.simplefin.test./claim/x",
    "https://elsewhere.test\\@bridge.simplefin.test/claim/x",
    "https://bridge.simplefin.test/claim/x#elsewhere",
    # This machine, its neighbours, a cloud's metadata, and other ways to write them.
    "https://127.0.0.1/claim/x",
    "http://127.0.0.1/claim/x",
    "https://localhost/claim/x",
    "https://[::1]/claim/x",
    "https://[::ffff:127.0.0.1]/claim/x",
    "https://10.0.0.5/claim/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00:ec2::254]/latest",
    "https://2130706433/claim/x",
    "https://0x7f.1/claim/x",
    "https://127.1/claim/x",
    "https://metadata.google.internal/",
    "file:///etc/passwd",
    "gopher://bridge.simplefin.test/claim/x",
    "//bridge.simplefin.test/claim/x",
    # An option of one word opens no top-level domain.
    "https://anybody.com/claim/x",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_token_leads_nowhere_but_to_the_banks_own_hosts(address: str) -> None:
    """The address is typed by somebody: our server must not ask where she likes."""
    assert isinstance(refused_by(BRIDGE, packed(address)), NotGranted)


@pytest.mark.parametrize(
    "address",
    [
        "https://bridge.simplefin.test/simplefin/claim/x",
        "https://BRIDGE.simplefin.test:443/claim/x",
        "https://eu.bridge.simplefin.test/claim/x",
        "https://beta.simplefin.test/claim/x",
        "https://one.beta.simplefin.test/claim/x",
    ],
)
def test_the_banks_own_hosts_are_asked(address: str) -> None:
    assert checked(address, BRIDGE).path.endswith("/claim/x")


def test_a_numeric_host_is_not_opened_by_an_option() -> None:
    bank = dataclasses.replace(BRIDGE, options={"hosts": "169.254.169.254, 0.1"})

    with pytest.raises(Elsewhere):
        checked("https://169.254.169.254/latest", bank)
    with pytest.raises(Elsewhere):
        checked("https://10.0.0.1/x", bank)


def test_credentials_in_a_claim_address_are_suspicious() -> None:
    token = packed("https://a:b@bridge.simplefin.test/claim/x")

    assert str(refused_by(BRIDGE, token)) == "The setup token is none: it holds credentials"


def test_an_access_url_is_taken_apart() -> None:
    got = access_url("https://us%3Aer:p%40ss@beta.simplefin.test/simplefin?x=1\n", BRIDGE)

    assert (got.root, got.user) == ("https://beta.simplefin.test/simplefin", "us:er")
    assert got.password.reveal() == "p@ss"
    assert "p@ss" not in repr(got)


def test_an_operators_address_without_tls_is_refused() -> None:
    with pytest.raises(Refused):
        checked("http://bank.test/claim/x", Bank(base_url="http://bank.test"))


@pytest.mark.parametrize(
    ("credentials", "problem"),
    [
        ({}, "The link keeps no Access URL"),
        ({"root": "https://gone.test/simplefin"}, "The link's Access URL is not one of the bank's"),
    ],
)
def test_a_link_that_leads_elsewhere_is_not_read(
    vendor: Vendor, credentials: Mapping[str, str], problem: str
) -> None:
    ours = access(vendor, root=credentials.get("root", ""))
    ours = ours if credentials else dataclasses.replace(ours, credentials={})

    with pytest.raises(ConnectorError, match=f"^{problem}"), connect(ours):
        pass

    assert vendor.asked == []
