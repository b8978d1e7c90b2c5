"""Direct Connect that is refused: what it means, and that no password is sent twice."""

from contextlib import suppress
from dataclasses import replace

import pytest

from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from banking.connectors import standard_of
from banking.connectors.ofx import errors
from banking.connectors.ofx.wire import Status
from tests.banking.connectors.ofx.bank import GUESSES, OfxBank, access
from tests.banking.connectors.ofx.documents import EVERYDAY_ID, SGML
from tests.banking.connectors.ofx.speaking import (
    CARD_NUMBER,
    EVERYDAY_NUMBER,
    SINCE,
    failing,
)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (15500, NeedsCustomer),
        (15502, NeedsCustomer),
        (15000, NeedsCustomer),
        (15510, NeedsCustomer),
        (15511, NeedsCustomer),
        (3000, NeedsCustomer),
        (15501, Unreachable),
        (2000, Unreachable),
        (13504, Refused),
        (15506, Refused),
        (2021, Refused),
        (99999, Refused),
    ],
)
def test_a_sign_on_that_is_refused(bank: OfxBank, code: int, error: type[ConnectorError]) -> None:
    bank.sign_on = code

    raised = failing(access(bank))

    assert isinstance(raised, error)
    assert str(raised) == f"The bank answered OFX status {code}"
    assert len(bank.heard) == 1


@pytest.mark.parametrize("severity", ["INFO", "WARN"])
def test_a_warning_comes_with_what_was_asked_for(severity: str) -> None:
    assert errors.refusal(Status(code=2028, severity=severity)) is None


def test_a_password_that_must_be_changed_is_hers_to_change_however_it_is_said() -> None:
    assert isinstance(errors.refusal(Status(code=15000, severity="INFO")), NeedsCustomer)


def test_a_wrong_password_is_sent_once(bank: OfxBank) -> None:
    """Sent again it could lock her out, even if it is asked for again and again."""
    with standard_of("ofx").connect(access(bank, password="wrong")) as connector:
        for _ in range(GUESSES):
            with suppress(NeedsCustomer):
                connector.accounts()
            with suppress(NeedsCustomer):
                list(connector.transactions(EVERYDAY_ID, since=SINCE))

    assert bank.wrong == 1


@pytest.mark.parametrize("numbers", [(EVERYDAY_NUMBER,), (EVERYDAY_NUMBER, CARD_NUMBER)])
def test_a_password_that_an_account_refuses_is_sent_no_more(
    bank: OfxBank, numbers: tuple[str, ...]
) -> None:
    bank.statements = dict.fromkeys(numbers, 15500)

    with standard_of("ofx").connect(access(bank)) as connector:
        for _ in range(GUESSES):
            with pytest.raises(NeedsCustomer):
                connector.accounts()

    assert len(bank.heard) == 2


def test_a_listing_that_is_refused_is_the_links(bank: OfxBank) -> None:
    bank.listing = 2000

    assert isinstance(failing(access(bank)), Unreachable)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, NeedsCustomer),
        (400, Refused),
        (403, Refused),
        (404, Refused),
        (429, RateLimited),
        (500, Unreachable),
        (503, Unreachable),
        (302, Unreadable),
        (204, Unreadable),
    ],
)
def test_an_http_status_says_why(bank: OfxBank, status: int, error: type[ConnectorError]) -> None:
    bank.http = (status, b"")

    raised = failing(access(bank))

    assert (type(raised), str(raised)) == (error, f"The bank answered {status}")


def test_the_bank_says_how_long_to_wait(bank: OfxBank) -> None:
    bank.http, bank.headers = (429, b""), {"Retry-After": "30"}

    raised = failing(access(bank))

    assert isinstance(raised, RateLimited)
    assert raised.retry_after_s == 30


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "The document is no OFX"),
        (b"<html>Sorry</html>", "The document is no OFX"),
        (SGML.encode() + b"<OFX></OFX>", "The bank's document lacks OFX/SIGNONMSGSRSV1/SONRS"),
        (
            SGML.encode() + b"<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>ok</STATUS></SONRS>"
            b"</SIGNONMSGSRSV1></OFX>",
            "The bank's answer has a status that is none of OFX",
        ),
    ],
)
def test_a_good_status_over_a_bad_body_is_unreadable(
    bank: OfxBank, body: bytes, problem: str
) -> None:
    bank.http = (200, body)

    raised = failing(access(bank))

    assert (type(raised), str(raised)) == (Unreadable, problem)


@pytest.mark.parametrize("name", ["user_id", "password", "client_uid"])
def test_a_link_that_keeps_no_credentials_is_for_the_operator(bank: OfxBank, name: str) -> None:
    whole = access(bank)
    kept = {each: said for each, said in whole.credentials.items() if each != name}

    raised = failing(replace(whole, credentials=kept))

    assert (type(raised), str(raised)) == (Refused, f"The link keeps no {name}")
    assert bank.heard == []
