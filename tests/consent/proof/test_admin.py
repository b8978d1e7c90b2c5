"""Who sees what a customer erased: the compliance role, and nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from banking.models import User
from consent.models import Consent, Disclosure
from consent.proof import erasing
from tests import people
from tests.consent.oauth.linking import browser
from tests.consent.proof.chains import grow
from tests.people import NOW, Cast

LIST = "/admin/consent/disclosure/"


@pytest.fixture
def erased(cast: Cast) -> Disclosure:
    """One disclosure of Alice's, erased; one of Bob's is shown."""
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 1)
    erasing.erase(consent, NOW + timedelta(days=1))
    grow(Consent.objects.get(customer=cast.bob), 1)
    return consent.disclosures.get()


def operator(*permissions: str) -> User:
    user: User = User.objects.create_user("operator", password="x", is_staff=True)
    people.with_second_factor(user)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return user


@pytest.mark.parametrize(
    ("permissions", "rows", "status"),
    [
        (["view_disclosure"], 1, 302),
        (["view_disclosure", "view_hidden_disclosure"], 2, 200),
    ],
)
def test_an_erased_row_is_there_for_the_compliance_role_alone(
    erased: Disclosure, permissions: list[str], rows: int, status: int
) -> None:
    signed_in = browser(operator(*permissions))
    shown = signed_in.get(LIST).content.decode()
    assert f"{rows} disclosure" in shown
    assert signed_in.get(f"{LIST}{erased.pk}/change/").status_code == status


def test_seeing_hidden_rows_is_no_way_to_see_the_others(erased: Disclosure) -> None:
    assert browser(operator("view_hidden_disclosure")).get(LIST).status_code == 403
