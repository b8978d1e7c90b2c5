"""The e-mail address that the bank gave, and who may write to another."""

from allauth.account.models import EmailAddress
from django.core import mail

from banking.models import User
from tests.consent.oauth import linking


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user=user).order_by("pk")
    return [(row.email, row.primary, row.verified) for row in rows]


def test_what_the_bank_gave_counts_as_proven(alice: User) -> None:
    assert addresses(alice) == [("alice@mail.test", True, True)]


def test_what_the_bank_writes_later_replaces_it(alice: User) -> None:
    alice.email = "Moved@mail.test"
    alice.save()
    assert addresses(alice) == [("moved@mail.test", True, True)]


def test_saving_somebody_changes_nothing_else(alice: User, bob: User) -> None:
    alice.first_name = "Alice"
    alice.save()
    assert addresses(alice) == [("alice@mail.test", True, True)]
    assert addresses(bob) == [("bob@mail.test", True, True)]


def test_the_old_address_counts_until_the_new_one_is_proven(alice: User) -> None:
    linking.browser(alice).post("/accounts/email/", {"email": "n@mail.test", "action_add": ""})
    alice.refresh_from_db()
    assert alice.email == "alice@mail.test"


def test_both_addresses_hear_of_the_change(alice: User) -> None:
    linking.browser(alice).post("/accounts/email/", {"email": "n@mail.test", "action_add": ""})
    [asked] = mail.outbox
    url = next(line for line in str(asked.body).splitlines() if line.startswith("https://"))
    linking.browser(alice).post(url.removeprefix("https://bank.test"))
    assert [each.to for each in mail.outbox] == [["n@mail.test"], ["alice@mail.test"]]


def test_somebody_elses_address_gives_nothing_away(alice: User, bob: User) -> None:
    """Check 41."""
    browser = linking.browser(alice)
    known, unknown = (
        browser.post("/accounts/email/", {"email": each, "action_add": ""}).status_code
        for each in ("bob@mail.test", "nobody@mail.test")
    )
    assert known == unknown
    assert addresses(bob) == [("bob@mail.test", True, True)]
