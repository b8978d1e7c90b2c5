"""FDX 5.x's wrappers, 6.x's flat entities, both at once, and listings without balances."""

import httpx
import pytest

from banking.connector import AccountRecord, NeedsCustomer, Unreachable, UnreadableAccount
from tests.banking.connectors.fdx.bank import (
    CHECKING,
    COFFEE,
    Answer,
    Bank,
    changed,
    read_account,
    read_accounts,
    talking,
)
from tests.banking.connectors.fdx.test_transactions import read

LIGHT = changed(CHECKING, currentBalance=None, availableBalance=None, balanceAsOf=None)


def listing(light: str, **answers: Answer) -> dict[str, Answer]:
    paths: dict[str, Answer] = {
        f"/accounts/{name.replace('_', '-')}": answer for name, answer in answers.items()
    }
    return {"/accounts": f'{{"accounts": [{light}]}}'} | paths


def test_a_wrapped_account_reads_like_a_flat_one() -> None:
    inner = changed(CHECKING, accountCategory=None)

    assert read_account(f'{{"depositAccount": {inner}}}') == read_account(CHECKING)


def test_a_wrapper_beside_a_category_reads_like_either() -> None:
    inner = changed(CHECKING, accountCategory=None)
    both = f'{{"accountCategory": "DEPOSIT_ACCOUNT", "depositAccount": {inner}}}'

    assert read_account(both) == read_account(CHECKING)


def test_fields_beside_a_wrapper_count() -> None:
    inner = changed(CHECKING, accountCategory=None, currency=None)
    both = f'{{"currency": {{"currencyCode": "USD"}}, "depositAccount": {inner}}}'

    assert read_account(both) == read_account(CHECKING)


def test_a_wrapped_card_is_a_debt() -> None:
    inner = changed(CHECKING, accountCategory=None, accountType='"CREDITCARD"')

    assert read_account(f'{{"locAccount": {inner}}}').current.minor == -1_000


@pytest.mark.parametrize(
    "account",
    [
        f'{{"accountCategory": "LOC_ACCOUNT", "depositAccount": {CHECKING}}}',
        f'{{"depositAccount": {CHECKING}, "loanAccount": {CHECKING}}}',
    ],
)
def test_an_account_of_two_categories_has_no_sign(account: str) -> None:
    account = account.replace('"depositAccount"', '"accountId": "a-1", "depositAccount"', 1)
    contradictory = account.replace('{"accountCategory": "DEPOSIT_ACCOUNT",', "{")

    [read] = read_accounts(contradictory)

    assert isinstance(read, UnreadableAccount)


@pytest.mark.parametrize("wrapper", ["depositTransaction", "locTransaction", "loanTransaction"])
def test_a_wrapped_transaction_reads_like_a_flat_one(wrapper: str) -> None:
    assert read(f'{{"{wrapper}": {COFFEE}}}') == read(COFFEE)


@pytest.mark.parametrize(
    "details", [CHECKING, f'{{"depositAccount": {changed(CHECKING, accountCategory=None)}}}']
)
def test_a_listing_without_balances_is_completed_by_details(details: str) -> None:
    bank = Bank(listing(LIGHT, a_1=details))

    with talking(bank) as connector:
        assert connector.accounts() == [read_account(CHECKING)]

    assert bank.asked[1].url.params["resultType"] == "details"


@pytest.mark.parametrize(
    "details",
    [
        LIGHT,
        changed(CHECKING, accountId='"a-2"'),
        changed(CHECKING, currency='{"currencyCode": "EUR"}'),
        changed(CHECKING, accountCategory='"LOC_ACCOUNT"'),
        "<html></html>",
        httpx.Response(404, json={"code": 701, "message": "gone"}),
        httpx.Response(409, json={"code": "705", "message": "closed"}),
        httpx.Response(403, json={"code": 706}),
        httpx.Response(400, json={"code": 704}),
        httpx.Response(404),
    ],
)
def test_details_that_fail_spoil_their_own_account_only(details: Answer) -> None:
    other = changed(CHECKING, accountId='"b-1"')
    bank = Bank(listing(f"{LIGHT}, {other}", a_1=details))

    with talking(bank) as connector:
        broken, kept = connector.accounts()

    assert isinstance(broken, UnreadableAccount)
    assert broken.bank_id == "a-1"
    assert isinstance(kept, AccountRecord)


@pytest.mark.parametrize(("status", "error"), [(401, NeedsCustomer), (503, Unreachable)])
def test_details_that_fail_for_the_link_fail_the_link(status: int, error: type[Exception]) -> None:
    bank = Bank(listing(LIGHT, a_1=httpx.Response(status)))

    with talking(bank) as connector, pytest.raises(error):
        connector.accounts()


def test_an_id_stays_one_segment_of_the_path() -> None:
    odd = changed(LIGHT, accountId='"a/../b?c#d%2f"')
    bank = Bank(listing(odd) | {"/accounts/a%2F..%2Fb%3Fc%23d%252f": CHECKING})

    with talking(bank) as connector:
        connector.accounts()

    assert bank.asked[-1].url.raw_path == b"/fdx/v6/accounts/a%2F..%2Fb%3Fc%23d%252f"


def test_a_partial_listing_keeps_the_good_accounts() -> None:
    partial = httpx.Response(206, text=f'{{"accounts": [{{"accountId": "a-9"}}, {CHECKING}]}}')

    with talking(Bank({"/accounts": partial})) as connector:
        broken, kept = connector.accounts()

    assert isinstance(broken, UnreadableAccount)
    assert kept == read_account(CHECKING)
