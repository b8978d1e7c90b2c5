"""The bank's ways of saying no, in both versions' words or in none."""

import httpx
import pytest

from banking.connector import (
    AccountRecord,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Unreachable,
    Unreadable,
    UnreadableAccount,
)
from tests.banking.connectors.obie.bank import SINCE, Bank, account, balance, listing, talking

BOOKED = balance("InterimBooked", "10.00")


def error(status: int, *codes: str) -> httpx.Response:
    errors = [{"ErrorCode": code, "Message": "Words of the bank about Ms Moreno"} for code in codes]
    return httpx.Response(status, json={"Code": "x", "Id": "y", "Message": "z", "Errors": errors})


def refusal_of_accounts(answer: httpx.Response) -> ConnectorError:
    with (
        talking(Bank({"GET /accounts": answer})) as connector,
        pytest.raises(ConnectorError) as caught,
    ):
        connector.accounts()
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (httpx.Response(401), NeedsCustomer, "401"),
        (httpx.Response(403), NeedsCustomer, "403"),
        (error(403, "U028"), NeedsCustomer, "403 UK.OBIE.Reauthenticate"),
        (error(403, "UK.OBIE.Reauthenticate"), NeedsCustomer, "403 UK.OBIE.Reauthenticate"),
        (error(400, "U009"), NeedsCustomer, "400 UK.OBIE.Resource.InvalidConsentStatus"),
        (error(400, "UK.OBIE.Field.Missing"), Refused, "400 UK.OBIE.Field.Missing"),
        (error(400, "U004", "U002"), Refused, "400 UK.OBIE.Field.Missing UK.OBIE.Field.Invalid"),
        (error(400, "Something of the bank's own"), Refused, "400"),
        (httpx.Response(404), Refused, "404"),
        (httpx.Response(405), Refused, "405"),
        (httpx.Response(406), Refused, "406"),
        (error(500, "UK.OBIE.UnexpectedError"), Unreachable, "500 UK.OBIE.UnexpectedError"),
        (httpx.Response(503, html="<h1>Back at 6</h1>"), Unreachable, "503"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.test/"}), Unreadable, "302"),
        (httpx.Response(204), Unreadable, "204"),
        # A list, numbers, and no errors at all.
        (httpx.Response(400, json=[{"ErrorCode": 9}]), Refused, "400"),
        (httpx.Response(400, json={"Errors": None}), Refused, "400"),
    ],
)
def test_a_refused_link_is_known_by_status_and_code(
    answer: httpx.Response, kind: type[ConnectorError], said: str
) -> None:
    refusal = refusal_of_accounts(answer)

    assert (type(refusal), str(refusal)) == (kind, f"The bank answered {said}")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, None), ({"Retry-After": "7"}, 7), ({"Retry-After": "99999999"}, 86400)],
)
def test_too_many_requests_have_no_body(headers: dict[str, str], seconds: int | None) -> None:
    refusal = refusal_of_accounts(httpx.Response(429, headers=headers))

    assert isinstance(refusal, RateLimited)
    assert (refusal.retry_after_s, refusal.is_of_link) == (seconds, False)


@pytest.mark.parametrize(
    "answer",
    [
        # 4.0, Read/Write profile: an id that there is not is a 400, one not hers to give a 403.
        httpx.Response(400),
        error(400, "U011"),
        error(400, "UK.OBIE.Resource.NotFound"),
        httpx.Response(403),
        httpx.Response(404),
        httpx.Response(410),
        httpx.Response(200, text="<html>Maintenance</html>"),
        httpx.Response(200, json={"Data": {}}),
    ],
)
def test_one_accounts_trouble_is_its_own(answer: httpx.Response) -> None:
    bank = Bank(
        {
            "GET /accounts": listing("Account", account(AccountId="a-2"), account()),
            "GET /accounts/a-1/balances": listing("Balance", BOOKED),
            "GET /accounts/a-2/balances": answer,
        }
    )

    with talking(bank) as connector:
        broken, good = connector.accounts()

    assert isinstance(broken, UnreadableAccount)
    assert broken.bank_id == "a-2"
    assert isinstance(good, AccountRecord)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401), NeedsCustomer),
        (error(403, "U028"), NeedsCustomer),
        (error(400, "U002"), Refused),
        (httpx.Response(429), RateLimited),
        (httpx.Response(502), Unreachable),
    ],
)
def test_what_concerns_the_link_fails_it_wherever_it_is_said(
    answer: httpx.Response, kind: type[ConnectorError]
) -> None:
    bank = Bank(
        {"GET /accounts": listing("Account", account()), "GET /accounts/a-1/balances": answer}
    )

    with talking(bank) as connector, pytest.raises(kind):
        connector.accounts()


def test_an_account_without_an_id_is_somebodys_but_not_the_others() -> None:
    bank = Bank(
        {
            "GET /accounts": listing("Account", {"Nickname": "Nobody's"}, account()),
            "GET /accounts/a-1/balances": listing("Balance", BOOKED),
        }
    )

    with talking(bank) as connector:
        nameless, good = connector.accounts()

    problem = "The bank's answer breaks UK Open Banking at AccountId"
    assert nameless == UnreadableAccount(bank_id="", problem=problem)
    assert good.bank_id == "a-1"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(httpx.Response(400), Unreadable), (httpx.Response(403), Unreadable)],
)
def test_transactions_that_are_not_hers_to_give_are_unreadable(
    answer: httpx.Response, kind: type[ConnectorError]
) -> None:
    bank = Bank({"GET /accounts/a-1/transactions": answer})

    with talking(bank) as connector, pytest.raises(kind):
        list(connector.transactions("a-1", since=SINCE))


def test_an_id_cannot_climb_out_of_its_path() -> None:
    bank = Bank()

    with talking(bank) as connector, pytest.raises(Unreadable):
        list(connector.transactions("..", since=SINCE))

    assert bank.asked == []
