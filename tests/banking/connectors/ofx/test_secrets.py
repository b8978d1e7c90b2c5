"""What a failure leaves behind holds no password, no number, no word of the bank."""

import logging
import traceback

import pytest

from banking.connector import ConnectorError
from banking.connectors import standard_of
from banking.standard import NotGranted
from tests.banking.connectors.ofx.bank import LIMITS, PASSWORD, USER, OfxBank, access, address
from tests.banking.connectors.ofx.documents import bank_statement, card_statement, listed, xml

SAID = "said-by-the-bank-to-nobody-else"
UNSPEAKABLE = (PASSWORD, "p&amp;ss", USER, "alice", SAID, "000987651234", "4000123412349876")
ANSWERS = [
    (200, SAID.encode()),
    (200, xml(f"<{SAID}>")),
    (200, xml(bank_statement(f"<LEDGERBAL><BALAMT>{SAID}</BALAMT></LEDGERBAL>"))),
    (200, xml(card_statement(listed(f"<STMTTRN><TRNAMT>{SAID}</TRNAMT></STMTTRN>")))),
    (302, SAID.encode()),
    (401, SAID.encode()),
    (500, SAID.encode()),
]


def told(error: BaseException, caplog: pytest.LogCaptureFixture) -> list[str]:
    whole = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
    return [secret for secret in UNSPEAKABLE if secret in whole]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_an_exception_and_what_led_to_it_are_scrubbed(
    bank: OfxBank, answer: tuple[int, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    bank.http = answer
    caplog.set_level(logging.INFO)

    with (
        pytest.raises(ConnectorError) as caught,
        standard_of("ofx").connect(access(bank)) as connector,
    ):
        connector.accounts()

    assert told(caught.value, caplog) == []


def test_a_claim_that_fails_is_scrubbed(bank: OfxBank, caplog: pytest.LogCaptureFixture) -> None:
    form = standard_of("ofx").form
    assert form is not None

    with pytest.raises(NotGranted) as caught:
        form.claim(address(bank), {"user_id": USER, "password": SAID}, LIMITS)

    assert told(caught.value, caplog) == []


def test_the_connector_shows_no_secret(bank: OfxBank) -> None:
    with standard_of("ofx").connect(access(bank)) as connector:
        connector.accounts()
        whole = f"{connector!r} {connector} {access(bank)!r}"

    assert [secret for secret in UNSPEAKABLE if secret in whole] == []
