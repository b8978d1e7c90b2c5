"""A customer links a bank by signing in on its own pages, asks, and disconnects it again."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from django.utils import timezone

from banking import dispatch, refresh, schedule, seeding
from banking.linking import farewells
from banking.models import Account, Institution, Link, RefreshOutcome, User
from banking.sandbox import options
from banking.sandbox.server import serving
from banking.schedule import Lease
from tests import people
from tests.consent.oauth import linking
from tests.consent.oauth.linking import Browser, browser
from tests.consent.pages.reading import text
from tests.journeys.conftest import SERVICE, Device, World

pytestmark = pytest.mark.usefixtures("_noon")
BACK = "https://bank.test/banks/callback"
AT_THE_BANK = {"username": "dana", "password": "dana-at-the-bank"}


@pytest.fixture
def _noon() -> Iterator[None]:
    with time_machine.travel("2026-03-18T16:00:00Z"):
        yield


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A bank at which customers sign in; refreshes run where they are asked for."""

    def send(lease: Lease, _queue: dispatch.Queue) -> bool:
        refresh.run(lease.link, lease.token, is_interactive=True, now=timezone.now())
        return True

    monkeypatch.setattr(dispatch, "send", send)
    client = options.Client(client_id="sayso", secret=SERVICE[1], redirect_uri=BACK)
    with serving(options.Options(client=client, clock=timezone.now)) as url:
        bank = seeding.Bank(
            name="Sandbox Bank",
            base_url=f"{url}/fdx/v6",
            token_url=f"{url}/oauth/token",
            service_id="sayso",
            service_secret=SERVICE[1],
            authorization_url=f"{url}/oauth/authorize",
        )
        seeding.seed(bank, "a long password")
        Link.objects.all().delete()
        with httpx.Client(base_url=url, trust_env=False, timeout=10) as http:
            yield World(bank=http, alexa=people.assistant())


def direct() -> str:
    institution = Institution.objects.get(name="Sandbox Bank Direct")
    return f"/banks/with/{institution.public_id}/"


def answers(world: World, her: Browser, **form: str) -> str:
    """Goes to her bank, answers there, and follows it back; the page that she ends on."""
    away = her.post(direct())
    assert away.status_code == 302, text(away)
    assert away["Location"].startswith(f"{world.bank.base_url}/oauth/authorize?")
    returned = world.bank.post(away["Location"], data=form)
    assert returned.status_code == 303, returned.text
    back = urlsplit(returned.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    query = {name: value for name, [value] in parse_qs(back.query).items()}
    ends = her.get(back.path, query)
    assert ends.status_code == 302
    return text(her.get(ends["Location"]))


def test_she_links_asks_and_leaves(world: World, device: Device) -> None:
    """Promises P1 and P8."""
    dana = User.objects.get(username="dana")
    her = browser(dana)

    assert "You have no accounts here yet" in text(her.get(linking.request()))
    page = answers(world, her, **AT_THE_BANK, decision="allow")
    assert "Your bank is linked." in page
    assert "Main ..5209" in page

    # Linked is not allowed: no assistant hears of it by itself.
    main = Account.objects.get(name="Main")
    device.token = linking.tokens(dana, main)["access_token"]
    assert "in Main" in device.ask()

    link = Link.objects.get()
    her.post(f"/banks/{link.public_id}/disconnect/", {"sure": "on"})
    assert "in Main" not in device.ask()
    assert not Account.objects.exists()

    # The bank is told, and takes the leave back: what we held opens nothing there any more.
    [farewell] = link.farewells.all()
    held = farewell.credentials.reveal()
    assert farewells.tell_due(timezone.now(), within_s=10) == 1
    Link.objects.filter(pk=link.pk).update(state="live", credentials=held)
    lease = _lease(link)
    outcome = refresh.run(lease.link, lease.token, is_interactive=False, now=timezone.now())
    assert outcome is RefreshOutcome.NEEDS_CUSTOMER


def _lease(link: Link) -> Lease:
    lease = schedule.claim_now(link.pk)
    assert lease
    return lease


def test_who_says_no_at_the_bank_links_nothing(world: World) -> None:
    her = browser(User.objects.get(username="dana"))
    page = answers(world, her, decision="cancel")
    assert "Your bank did not let us in, so nothing was linked." in page
    assert not Link.objects.exists()


def test_linking_again_keeps_the_accounts_and_what_was_allowed(world: World) -> None:
    dana = User.objects.get(username="dana")
    her = browser(dana)
    answers(world, her, **AT_THE_BANK, decision="allow")
    before = list(Account.objects.order_by("pk").values_list("public_id", flat=True))
    Link.objects.update(state="needs_customer")
    page = answers(world, her, **AT_THE_BANK, decision="allow")
    assert "Your bank is linked." in page
    assert list(Account.objects.order_by("pk").values_list("public_id", flat=True)) == before
