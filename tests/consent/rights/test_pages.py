"""The page "Your data" and what hangs from it: each customer's own, and the weighty ones afresh."""

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from consent.models import Consent, Disclosure, Export
from consent.rights import exports, retention
from consent.states import State
from tests.consent.oauth.linking import browser
from tests.consent.rights.belongings import disclose, fill
from tests.people import Cast

DATA, EXPORT = "/consents/your-data/", "/consents/your-data/export/"
EVERYTHING = "/consents/your-data/erase-everything/"


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def ready(cast: Cast) -> Export:
    """A copy of Alice's data, asked for and made a moment ago."""
    export = exports.ask(cast.alice, timezone.now())
    assert isinstance(export, Export)
    exports.run_due(timezone.now())
    return export


def erase(cast: Cast) -> str:
    return f"/consents/{Consent.objects.get(customer=cast.alice).public_id}/erase/"


def test_alice_reads_what_is_kept_how_long_and_why(cast: Cast) -> None:
    shown = page(browser(cast.alice).get(DATA))

    for rule in retention.rules():
        assert f"<dt>{rule.what}</dt>" in shown
        assert f"<strong>{rule.how_long}</strong> <br> {rule.why}" in shown
    assert "Erase what was recorded about Alexa" in shown


def test_charlie_is_offered_no_assistant_to_erase(cast: Cast) -> None:
    shown = page(browser(cast.charlie).get(DATA))
    assert "Erase what was recorded about" not in shown
    assert "Erase everything" in shown


def test_she_asks_looks_on_and_downloads(cast: Cast) -> None:
    alice = browser(cast.alice)
    asked = alice.post(EXPORT, follow=True)
    assert "It starts in a moment." in page(asked)
    assert '<progress id="progress"></progress>' in page(asked)

    exports.run_due(timezone.now())
    export = Export.objects.get()
    assert "It is ready." in page(alice.get(f"{EXPORT}{export.public_id}/"))

    answer = alice.get(f"{EXPORT}{export.public_id}/download/")
    assert answer.content.startswith(b"PK")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="sayso-{export.asked_at:%Y-%m-%d}.zip"'
    )
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")


def test_while_it_is_made_she_sees_how_far_it_is(cast: Cast) -> None:
    export = exports.ask(cast.alice, timezone.now())
    assert isinstance(export, Export)
    Export.objects.update(done_steps=3, all_steps=27)

    shown = page(browser(cast.alice).get(f"{EXPORT}{export.public_id}/"))

    assert '<progress id="progress" max="27" value="3"></progress>' in shown
    assert "3 of 27 parts" in shown
    assert "Look again" in shown


def test_what_was_given_up_says_so(cast: Cast) -> None:
    export = exports.ask(cast.alice, timezone.now())
    assert isinstance(export, Export)
    Export.objects.update(problem="gave_up")

    shown = page(browser(cast.alice).get(f"{EXPORT}{export.public_id}/"))
    assert "We could not make this copy." in shown


@pytest.mark.parametrize("who", ["bob", "charlie"])
@pytest.mark.parametrize("rest", ["", "download/"])
def test_a_copy_is_found_by_nobody_else(cast: Cast, who: str, rest: str) -> None:
    """Promise P1."""
    export = ready(cast)
    assert browser(getattr(cast, who)).get(f"{EXPORT}{export.public_id}/{rest}").status_code == 404


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_nobody_erases_what_is_not_theirs(cast: Cast, who: str) -> None:
    disclose(cast.alices_token, "alexa", "turn-1")
    assert browser(getattr(cast, who)).post(erase(cast), {"sure": "on"}).status_code == 404
    assert Disclosure.objects.get().hidden_at is None


def test_what_weighs_much_asks_again_who_is_there_and_does_nothing_before(cast: Cast) -> None:
    export = ready(cast)
    stale = browser(cast.alice, age_s=301)
    weighty = [EXPORT, EVERYTHING, erase(cast), f"{EXPORT}{export.public_id}/download/"]

    for url in weighty:
        for answer in (stale.get(url), stale.post(url, {"sure": "on"})):
            if answer.status_code != 405:
                assert answer["Location"] == f"/accounts/reauthenticate/?next={url}"
    assert Export.objects.count() == 1
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


@pytest.mark.parametrize("url", [DATA, EXPORT, EVERYTHING, f"{EXPORT}abc/"])
def test_a_stranger_signs_in_first(cast: Cast, url: str) -> None:
    assert browser().get(url)["Location"] == f"/accounts/login/?next={url}"


def test_a_copy_that_no_key_opens_any_more_is_asked_for_anew(
    cast: Cast, settings: pytest.FixtureRequest
) -> None:
    export = ready(cast)
    settings.ENCRYPTION_KEYS = ["A" * 43 + "="]  # type: ignore[attr-defined]  # pytest-django's

    answer = browser(cast.alice).get(f"{EXPORT}{export.public_id}/download/", follow=True)
    assert "This copy can no longer be opened." in page(answer)


def test_a_fourth_copy_in_a_day_is_for_tomorrow(cast: Cast) -> None:
    for _ in range(exports.A_DAY):
        ready(cast)
    answer = browser(cast.alice).post(EXPORT, follow=True)
    assert "Please come back tomorrow." in page(answer)


@pytest.mark.parametrize("url", [erase, lambda _: EVERYTHING])
def test_nothing_is_erased_without_the_tick(cast: Cast, url: Any) -> None:
    disclose(cast.alices_token, "alexa", "turn-1")
    answer = browser(cast.alice).post(url(cast))
    assert "Please tick the box first. Nothing was erased." in page(answer)
    assert Disclosure.objects.get().hidden_at is None
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


def test_she_erases_what_was_recorded_about_an_assistant(cast: Cast) -> None:
    disclose(cast.alices_token, "alexa", "turn-1")
    alice = browser(cast.alice)
    assert "Alexa stays connected" in page(alice.get(erase(cast)))

    answer = alice.post(erase(cast), {"sure": "on"}, follow=True)

    assert "What was recorded is hidden." in page(answer)
    assert Disclosure.objects.get().hidden_at is not None
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


def test_she_reads_what_goes_and_what_stays_before_she_erases_everything(cast: Cast) -> None:
    shown = page(browser(cast.alice).get(EVERYTHING))

    for words in (
        "Every assistant is disconnected and hears nothing more. Alexa",
        "Everyday ..1234, Rainy Day ..5678, Household ..4321",
        f"Your receipts: {settings.RECEIPT_KEEP_DAYS} days.",
        "the law makes the bank keep it for a while, the newest until",
        "Your accounts at the bank, your money and your sign-in.",
    ):
        assert words in shown
    assert "1,234" not in shown


def test_after_erasing_everything_the_same_sign_in_shows_empty_pages(cast: Cast) -> None:
    fill(cast)
    cast.alice.refresh_from_db()
    alice = browser(cast.alice)

    done = page(alice.post(EVERYTHING, {"sure": "on"}, follow=True))

    assert "Every assistant is disconnected. What your banks told us is deleted." in done
    again = browser(cast.alice)
    shown = page(again.get(EVERYTHING))
    assert [word for word in ("Everyday", "Household", "Alexa") if word in shown] == []
    assert "Your copy of" not in page(again.get(DATA))
