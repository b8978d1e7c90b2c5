"""The operator's pages: every model, nothing secret, and ends that go through the operation."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from oauth2_provider.models import Grant, RefreshToken

from banking.models import User
from consent.models import Assistant, Authorization, Consent, IssuedToken
from consent.scopes import Scope
from consent.states import State
from tests import people
from tests.consent.oauth import linking
from tests.people import Cast

OURS = [
    model
    for label in ("assistant", "consent", "banking")
    for model in apps.get_app_config(label).get_models()
]


@pytest.fixture
def operator(cast: Cast) -> linking.Browser:
    """The bank's operator, signed in."""
    user: User = User.objects.create_superuser("operator", password="x")
    people.with_second_factor(user)
    return linking.browser(user)


def page(operator: linking.Browser, model: type, name: str, *args: object) -> str:
    options = model._meta  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own way
    url = reverse(f"admin:{options.app_label}_{options.model_name}_{name}", args=args)
    answer = operator.get(url, {"q": "a"} if name == "changelist" else None)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_is_listed_and_searchable(operator: linking.Browser, model: type) -> None:
    assert admin.site.is_registered(model)
    assert "searchbar" in page(operator, model, "changelist")


def test_no_page_shows_a_token_a_secret_a_code_or_an_amount(operator: linking.Browser) -> None:
    alice = User.objects.get(username="alice")
    everyday = alice.links.get().accounts.get(name="Everyday")
    code = linking.code(alice, everyday)
    secrets = [code, people.SECRET, "123450", "1,234.50", "1234.50", "120000"]
    for model in admin.site._registry:  # noqa: SLF001 - all of them
        for row in model._default_manager.all()[:3]:  # noqa: SLF001
            shown = page(operator, model, "change", row.pk)
            assert not [secret for secret in secrets if secret in shown], model


def test_no_page_shows_what_a_secret_is_known_by(operator: linking.Browser, cast: Cast) -> None:
    """Check 62: a hash can be guessed at in peace, and a salt is half of one."""
    linking.code(cast.charlie, cast.charlies)
    held = [
        *Assistant.objects.values_list("client_secret", flat=True),
        *Authorization.objects.values_list("code_hash", flat=True),
        *IssuedToken.objects.values_list("checksum", flat=True),
        *RefreshToken.objects.values_list("token_checksum", flat=True),
        *Grant.objects.values_list("code", flat=True),
        linking.CHALLENGE,
    ]
    for model in admin.site._registry:  # noqa: SLF001 - all of them
        for row in model._default_manager.all():  # noqa: SLF001
            shown = page(operator, model, "change", row.pk)
            assert not [secret for secret in held if secret in shown], model


@pytest.mark.parametrize("name", ["consent", "disclosure", "authorization", "issuedtoken"])
def test_nothing_of_a_consent_is_written_by_hand(
    operator: linking.Browser, cast: Cast, name: str
) -> None:
    """Every change goes through an operation."""
    assert operator.get(f"/admin/consent/{name}/add/").status_code == 403
    consent = Consent.objects.get(customer=cast.alice)
    for way in ("change", "delete"):
        answer = operator.post(f"/admin/consent/consent/{consent.pk}/{way}/", {"post": "yes"})
        assert answer.status_code == 403
    assert Consent.objects.filter(pk=consent.pk, state=State.LIVE).exists()


def test_ending_consents_goes_through_the_operation(operator: linking.Browser, cast: Cast) -> None:
    """Promise P8."""
    consent = Consent.objects.get(customer=cast.alice)
    chosen = {"action": "end_consents", "_selected_action": [consent.pk], "sure": "yes"}
    operator.post(reverse("admin:consent_consent_changelist"), chosen)
    consent.refresh_from_db()
    assert (consent.state, consent.end_reason) == (State.ENDED, "revoked")
    assert [each.ended_at for each in consent.authorizations.all()] == [consent.ended_at]
    assert not RefreshToken.objects.filter(user=cast.alice, revoked=None).exists()
    assert LogEntry.objects.get().object_id == str(consent.pk)
    assert Consent.objects.get(customer=cast.bob).state == State.LIVE


def test_a_customer_has_no_way_in(cast: Cast) -> None:
    assert linking.browser(cast.alice).get("/admin/").status_code == 302


def test_who_may_only_look_ends_nothing(cast: Cast) -> None:
    """Promise P2."""
    auditor: User = User.objects.create_user("auditor", password="x", is_staff=True)
    people.with_second_factor(auditor)
    looking = Permission.objects.filter(codename__startswith="view_")
    auditor.user_permissions.set(looking)
    consent = Consent.objects.get(customer=cast.alice)
    chosen = {"action": "end_consents", "_selected_action": [consent.pk], "sure": "yes"}
    linking.browser(auditor).post(reverse("admin:consent_consent_changelist"), chosen)
    consent.refresh_from_db()
    assert consent.state == State.LIVE


@pytest.mark.parametrize(
    "address",
    [
        "banking/balance/?current_minor__gte=1",
        "banking/balance/?current_minor=123450",
        "banking/account/?bank_id=joint-1",
        "oauth2_provider/grant/?code__startswith=a",
        "consent/assistant/?client_secret__startswith=a",
        "consent/disclosure/?salt__startswith=a",
        "consent/authorization/?code_hash__startswith=a",
    ],
)
def test_no_address_asks_for_a_hidden_column(operator: linking.Browser, address: str) -> None:
    """Counting the rows that fit would read it."""
    assert operator.get(f"/admin/{address}").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "consent/consent/?state__exact=live",
        "consent/consent/?assistant__id__exact=1",
        "consent/disclosure/?at__year=2026",
        "banking/account/?status__exact=open",
        "banking/account/?link__institution__id__exact=1",
    ],
)
def test_what_the_lists_offer_can_be_asked_for(operator: linking.Browser, address: str) -> None:
    assert operator.get(f"/admin/{address}").status_code == 200


def test_narrowing_goes_through_the_operation_and_adds_nothing(
    operator: linking.Browser, cast: Cast
) -> None:
    """Promise P3; a consent without balances keeps what it has rather than nothing."""
    people.allow(cast.charlie, cast.alexa, [Scope.DUES], [cast.charlies])
    before = dict(Consent.objects.values_list("customer__username", "revision"))
    chosen = {"action": "keep_balances_only", "_selected_action": all_consents(), "sure": "yes"}
    operator.post(reverse("admin:consent_consent_changelist"), chosen)
    scopes = {
        consent.customer.username: [row.scope for row in consent.scopes.all()]
        for consent in Consent.objects.all()
    }
    assert scopes == {"alice": ["balances"], "bob": ["balances"], "charlie": ["dues"]}
    bob, charlie = (Consent.objects.get(customer__username=n) for n in ("bob", "charlie"))
    assert bob.revision == before["bob"] + 1
    assert [row.label for row in bob.accounts.all()] == ["Household ..4321"]
    assert (charlie.revision, charlie.state) == (before["charlie"], State.LIVE)


def all_consents() -> list[int]:
    return list(Consent.objects.values_list("pk", flat=True))


def test_an_operator_cannot_become_a_customer(operator: linking.Browser, cast: Cast) -> None:
    """Nobody else sets a person's password or the address where a new one is sent."""
    own = f"/admin/banking/user/{cast.alice.pk}"
    shown = operator.get(f"{own}/change/").content.decode()
    assert cast.alice.password not in shown
    assert operator.get(f"{own}/password/").status_code in (302, 404)
    before = cast.alice.password, cast.alice.email
    operator.post(f"{own}/change/", {"username": "alice", "email": "x@evil.test", "password": "x"})
    cast.alice.refresh_from_db()
    assert (cast.alice.password, cast.alice.email) == before
