"""What the page says is kept is what is kept: each number is the one that deletes."""

from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from banking import retention as bank
from banking.models import Refresh, Transaction
from consent import leaving, tasks
from consent.models import Consent, ConsentAccount, Disclosure, IssuedToken, Notice, Receipt
from consent.proof import erasing
from consent.rights import exports, retention
from consent.states import Channel, EndReason
from tests.consent.rights.belongings import disclose, fill, movement
from tests.people import NOW, Cast

DAY, MOMENT = timedelta(days=1), timedelta(seconds=1)


def told() -> dict[str, str]:
    return {str(rule.what): rule.how_long for rule in retention.rules() if rule.period}


def test_the_page_says_the_numbers_that_delete() -> None:
    assert list(told().values()) == [
        f"{erasing.keep().days} days",
        f"{settings.RECEIPT_KEEP_DAYS} days after it ended",
        f"{retention.REQUESTS.days} days",
        f"{retention.TRACES.days} days after the key ran out",
        f"{retention.NOTICES.days} days",
        f"{exports.KEEP.days} days",
        f"{settings.TRANSACTION_KEEP_DAYS} days",
        f"{settings.REFRESH_KEEP_DAYS} days",
        f"{settings.SESSION_COOKIE_AGE // 3600} hours",
    ]


def test_another_setting_is_another_number_on_the_page(settings: pytest.FixtureRequest) -> None:
    settings.TRANSACTION_KEEP_DAYS = 1  # type: ignore[attr-defined]  # pytest-django's
    settings.RECEIPT_KEEP_DAYS = 2000  # type: ignore[attr-defined]

    assert told()["What you paid and were paid"] == "1 day"
    assert told()["What you allowed, and its receipts"] == "2000 days after it ended"


def test_old_movements_go_a_batch_at_a_time_and_the_others_stay(cast: Cast) -> None:
    edge = NOW - timedelta(days=settings.TRANSACTION_KEEP_DAYS)
    for number in range(3):
        movement(cast.everyday.pk, f"old-{number}", happened_at=edge - MOMENT)
    kept = movement(cast.everyday.pk, "kept", happened_at=edge)

    assert [bank.forget(NOW, batch=2) for _ in range(3)] == [2, 1, 0]
    assert list(Transaction.objects.all()) == [kept]


def test_the_history_of_refreshes_goes_even_of_a_link_that_is_never_refreshed(cast: Cast) -> None:
    edge = NOW - timedelta(days=settings.REFRESH_KEEP_DAYS)
    for started_at in (edge - MOMENT, edge):
        Refresh.objects.create(
            link=cast.everyday.link, lease_token=1, is_interactive=False, started_at=started_at
        )

    assert bank.forget(NOW) == 1
    assert Refresh.objects.get().started_at == edge


def end(consent: Consent, at: datetime) -> None:
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, at)


def test_of_a_consent_that_ended_long_ago_stays_what_the_chain_stands_on(cast: Cast) -> None:
    disclose(cast.alices_token, "alexa", "turn-1")
    consent = Consent.objects.get(customer=cast.alice)
    end(consent, NOW)
    over = NOW + timedelta(days=settings.RECEIPT_KEEP_DAYS)

    assert retention.forget(over) == 0
    assert retention.forget(over + MOMENT) >= 1
    assert not Receipt.objects.filter(consent=consent).exists()
    assert not ConsentAccount.objects.filter(consent=consent).exists()
    assert Disclosure.objects.filter(consent=consent).count() == 1
    assert Receipt.objects.filter(consent__customer=cast.bob).count() == 1
    assert retention.forget(over + MOMENT) == 0


def test_a_request_that_was_not_allowed_goes(cast: Cast) -> None:
    denied = Consent.objects.create(
        customer=cast.charlie,
        assistant=cast.alexa,
        state="ended",
        end_reason="denied",
        requested_at=NOW,
        ended_at=NOW,
    )

    assert retention.forget(NOW + retention.REQUESTS) == 0
    assert Consent.objects.filter(pk=denied.pk).exists()
    assert retention.forget(NOW + retention.REQUESTS + MOMENT) == 1
    assert not Consent.objects.filter(pk=denied.pk).exists()


def test_letters_go_once_they_are_settled(cast: Cast) -> None:
    Notice.objects.all().delete()
    over = NOW + retention.NOTICES + MOMENT
    for key, settled_at in (("sent", NOW), ("waits", None)):
        Notice.objects.create(
            customer=cast.alice, kind="security", key=key, created_at=NOW, settled_at=settled_at
        )

    retention.forget(over - MOMENT)
    assert Notice.objects.count() == 2
    retention.forget(over)
    assert Notice.objects.get().key == "waits"


def test_what_is_left_of_a_sign_in_goes_when_it_could_no_longer_be_used(cast: Cast) -> None:
    fill(cast)
    sessions = UserSession.objects.filter(user=cast.alice)
    began = sessions.get().created_at
    Session.objects.create(session_key="over", session_data="", expire_date=NOW - 400 * DAY)
    over = began + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    retention.forget(over)
    assert sessions.count() == 1
    assert not Session.objects.exists()
    retention.forget(over + MOMENT)
    assert sessions.count() == 0


def test_the_trace_of_a_token_goes_when_its_days_are_over(cast: Cast) -> None:
    over = IssuedToken.objects.latest("expires_at").expires_at + retention.TRACES

    tasks.forget_tokens(over)
    assert IssuedToken.objects.exists()
    tasks.forget_tokens(over + MOMENT)
    assert not IssuedToken.objects.exists()
