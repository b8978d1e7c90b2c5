"""A token that a bank ends before its time is renewed once, without its customer."""

import json

import pytest

from banking.connector import AccountRecord, ClosedAccount, NeedsCustomer, UnreadableAccount
from banking.models import Link, RefreshOutcome
from tests.banking.conftest import EVERYDAY, FakeBank
from tests.banking.test_refresh import claim, run

pytestmark = pytest.mark.django_db
LATER = "2099-01-01T00:00:00+00:00"
TOKENS = {"access_token": "old", "refresh_token": "r-1", "expires_at": LATER}


def hold(link: Link, credentials: dict[str, str]) -> None:
    Link.objects.update(credentials=json.dumps(credentials))


@pytest.fixture
def strict(bank: FakeBank, monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    """A bank that takes no token it gave before; whoever comes with none has one renewed."""

    def accounts(self: FakeBank) -> list[AccountRecord | UnreadableAccount | ClosedAccount]:
        access = self.accesses[-1]
        if "access_token" in access.credentials:
            message = "The bank answered 401"
            raise NeedsCustomer(message)
        access.keep({"access_token": "new", "refresh_token": "r-2"})
        return [EVERYDAY]

    monkeypatch.setattr(FakeBank, "accounts", accounts)
    return bank


def test_a_token_that_ended_early_is_renewed_and_the_link_read(
    link: Link, strict: FakeBank
) -> None:
    hold(link, TOKENS)

    assert run(claim(link)) is RefreshOutcome.STORED

    held = json.loads(Link.objects.get().credentials.reveal())
    assert held == {"access_token": "new", "refresh_token": "r-2"}
    assert [set(each.credentials) for each in strict.accesses] == [
        {"access_token", "refresh_token", "expires_at"},
        {"refresh_token"},
    ]


@pytest.mark.parametrize(
    "credentials", [{"access_token": "old", "expires_at": LATER}, {"customer_number": "100001"}]
)
def test_without_one_to_renew_by_she_is_needed(
    link: Link, bank: FakeBank, credentials: dict[str, str]
) -> None:
    hold(link, credentials)
    bank.fails_with = NeedsCustomer("The bank answered 401")

    assert run(claim(link)) is RefreshOutcome.NEEDS_CUSTOMER
    assert len(bank.accesses) == 1


def test_both_tries_together_have_the_time_of_one(link: Link, strict: FakeBank) -> None:
    hold(link, TOKENS)

    run(claim(link))

    first, second = (access.limits.total_s for access in strict.accesses)
    assert 1 <= second < first == 15


def test_a_token_that_was_renewed_just_now_is_not_renewed_again(
    link: Link, bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(link, TOKENS)

    def accounts(self: FakeBank) -> None:
        self.accesses[-1].keep({**TOKENS, "access_token": "new"})
        message = "The bank answered 401"
        raise NeedsCustomer(message)

    monkeypatch.setattr(FakeBank, "accounts", accounts)

    assert run(claim(link)) is RefreshOutcome.NEEDS_CUSTOMER
    assert len(bank.accesses) == 1
