"""Linking by Direct Connect: one sign-on decides."""

import uuid
from collections.abc import Mapping

import pytest

from banking.connector import ConnectorError, NeedsCustomer, Refused, Unreachable
from banking.connectors import standard_of
from banking.standard import Form, Granted, NotGranted
from tests.banking.connectors.ofx.bank import LIMITS, PASSWORD, USER, OfxBank, address

TYPED = {"user_id": USER, "password": PASSWORD}


def form() -> Form:
    found = standard_of("ofx").form
    assert found is not None
    return found


def claim(bank: OfxBank, typed: Mapping[str, str] = TYPED, **options: str) -> Granted:
    return form().claim(address(bank, **options), typed, LIMITS)


def test_it_asks_for_two_things_one_of_them_hidden() -> None:
    assert [(field.name, field.is_secret) for field in form().fields] == [
        *(("user_id", False), ("password", True)),
    ]


def test_what_is_right_becomes_the_links_credentials(bank: OfxBank) -> None:
    granted = claim(bank)

    client = granted.credentials["client_uid"]
    assert granted == Granted(credentials=TYPED | {"client_uid": client})
    assert str(uuid.UUID(client)) == client
    assert [heard.one("CLIENTUID") for heard in bank.heard] == [client]


def test_every_link_is_another_client(bank: OfxBank) -> None:
    assert claim(bank).credentials["client_uid"] != claim(bank).credentials["client_uid"]


def test_a_password_that_is_wrong_is_sent_once(bank: OfxBank) -> None:
    with pytest.raises(NotGranted, match=r"^The bank answered OFX status 15500$"):
        claim(bank, TYPED | {"password": "wrong"})

    assert bank.wrong == 1


def test_spaces_around_a_user_id_were_not_meant(bank: OfxBank) -> None:
    assert claim(bank, TYPED | {"user_id": f" {USER}\n"}).credentials["user_id"] == USER


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"user_id": USER},
        {"user_id": " ", "password": PASSWORD},
        {"user_id": USER, "password": ""},
        {"user_id": USER, "password": "a\nb"},
    ],
)
def test_what_was_not_typed_is_not_sent(bank: OfxBank, typed: dict[str, str]) -> None:
    with pytest.raises(NotGranted, match=r"^The user id or the password is empty"):
        claim(bank, typed)

    assert bank.heard == []


@pytest.mark.parametrize(
    ("code", "error"),
    [(15502, NeedsCustomer), (15000, NeedsCustomer), (2000, Unreachable), (13504, Refused)],
)
def test_what_she_cannot_mend_by_typing_is_said_as_it_is(
    bank: OfxBank, code: int, error: type[ConnectorError]
) -> None:
    bank.sign_on = code

    with pytest.raises(error, match=rf"^The bank answered OFX status {code}$"):
        claim(bank)
