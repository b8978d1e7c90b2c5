"""The demo's people are seeded, again and again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from banking.linking import operations
from banking.models import Institution, Link, User
from tests.banking.conftest import FakeBank

PASSWORD = "a long password of theirs"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_BANK_SECRET", "the bank's secret")


def seed(*options: str, password: str = PASSWORD) -> str:
    output = StringIO()
    call_command("seed_bank", *options, password=password, stdout=output, skip_checks=True)
    return output.getvalue()


def test_it_creates_the_bank_four_customers_and_an_operator() -> None:
    seed()

    links = Link.objects.select_related("customer").order_by("pk")
    assert [(link.customer.get_full_name(), link.credentials.reveal()) for link in links] == [
        ("Alice Moreno", '{"customer_number": "100001"}'),
        ("Bob Keller", '{"customer_number": "100002"}'),
        ("Charlie Osei", '{"customer_number": "100003"}'),
        ("Dana Lindqvist", '{"customer_number": "100004"}'),
    ]
    assert [user.username for user in User.objects.filter(is_staff=True)] == ["operator"]
    assert User.objects.get(username="dana").check_password(PASSWORD)


def test_it_starts_again_without_complaint_and_leaves_passwords_alone() -> None:
    seed()

    seed(password="")

    assert Link.objects.count() == 4
    assert User.objects.get(username="alice").check_password(PASSWORD)


def test_its_customers_have_addresses_and_keep_the_ones_they_gave() -> None:
    seed()
    User.objects.filter(username="alice").update(email="alice@elsewhere.example")
    User.objects.filter(username="bob").update(email="")

    seed()

    addresses = User.objects.filter(is_staff=False).order_by("pk").values_list("email", flat=True)
    assert list(addresses) == [
        "alice@elsewhere.example",
        *(f"{name}@example.com" for name in ("bob", "charlie", "dana")),
    ]


def test_it_moves_the_bank_to_another_address() -> None:
    seed()

    seed("--base-url", "http://127.0.0.1:8222/fdx/v6")

    addresses = Institution.objects.values_list("name", "base_url").order_by("pk")
    assert dict(addresses) == dict.fromkeys(
        ("Sandbox Bank", "Sandbox Bank Direct"), "http://127.0.0.1:8222/fdx/v6"
    )


def test_the_same_bank_can_be_linked_by_signing_in() -> None:
    seed()

    assert [each.name for each in operations.offered()] == ["Sandbox Bank Direct"]


def test_without_an_address_to_sign_in_at_it_cannot() -> None:
    seed("--authorize-url", "")

    assert operations.offered() == []


def test_without_the_banks_secret_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX_BANK_SECRET")

    with pytest.raises(CommandError, match=r"^SANDBOX_BANK_SECRET is not set; "):
        seed()

    assert not Institution.objects.exists()


def test_without_a_password_it_creates_nobody() -> None:
    with pytest.raises(CommandError, match="--password"):
        seed(password="")

    assert not User.objects.exists()
    assert not Institution.objects.exists()


def test_it_refreshes_each_link_and_says_how_it_went(bank: FakeBank) -> None:
    output = seed("--refresh")

    assert output.count("Stored") == 4
    assert not Link.objects.filter(fetched_at=None).exists()
