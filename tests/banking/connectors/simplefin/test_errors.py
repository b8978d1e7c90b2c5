"""What each way of SimpleFIN's to say no becomes in our error tree, and what it leaves behind."""

import base64
import logging
import traceback

import pytest

from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
)
from tests.banking.connectors.simplefin.link import access, talking
from tests.banking.connectors.simplefin.vendor import PASSWORD, USER, Vendor


def failing(vendor: Vendor, status: int, body: str = "") -> ConnectorError:
    vendor.answer = (status, body)
    with pytest.raises(ConnectorError) as caught, talking(vendor) as connector:
        connector.accounts()
    return caught.value


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, NeedsCustomer),
        # She has not paid the bridge; she took the access back.
        (402, NeedsCustomer),
        (403, NeedsCustomer),
        (429, RateLimited),
        (500, Unreachable),
        (503, Unreachable),
        (400, Refused),
        (404, Refused),
        (301, Unreadable),
        (204, Unreadable),
    ],
)
def test_a_status_becomes_an_error(
    vendor: Vendor, status: int, error: type[ConnectorError]
) -> None:
    raised = failing(vendor, status)

    assert (type(raised), str(raised)) == (error, f"The bank answered {status}")


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"accounts": 7}', '{"accounts": [], "errlist": [7]}']
)
def test_a_good_status_over_something_else_is_unreadable(vendor: Vendor, body: str) -> None:
    assert type(failing(vendor, 200, body)) is Unreadable


def test_a_quota_is_the_links_own(vendor: Vendor) -> None:
    """The bank's other links go on."""
    raised = failing(vendor, 429)

    assert isinstance(raised, RateLimited)
    assert (raised.is_of_link, raised.retry_after_s) == (True, None)


def test_the_credentials_go_into_a_header(vendor: Vendor) -> None:
    with talking(vendor) as connector:
        connector.accounts()

    expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    assert vendor.authorizations == [f"Basic {expected}"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, "secret-body"),
        (200, "secret-body"),
        (200, '{"accounts": "secret-body"}'),
        (200, '{"accounts": [], "errors": ["secret-body"]}'),
        (200, '{"accounts": [], "errlist": [{"code": "secret-body", "msg": "secret-body"}]}'),
    ],
)
def test_an_exception_and_what_led_to_it_are_scrubbed(
    vendor: Vendor, status: int, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    raised = failing(vendor, status, body)

    told = "".join(traceback.format_exception(raised)) + repr(raised) + caplog.text
    assert [each for each in (PASSWORD, USER, "secret-body") if each in told] == []


def test_the_connector_and_its_access_show_no_secret(vendor: Vendor) -> None:
    with talking(vendor) as connector:
        told = f"{connector!r} {connector} {access(vendor)!r}"

    assert PASSWORD not in told
