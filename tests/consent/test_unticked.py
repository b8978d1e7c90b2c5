"""An account that was not chosen is nowhere that belongs to the consent."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from banking.models import User
from consent import gateway
from consent.models import Consent, Disclosure, Notice, Receipt
from consent.release import Balances, TurnNote, Wanted
from consent.scopes import Scope
from consent.writing import notices
from tests import people
from tests.consent.oauth.linking import browser
from tests.consent.rights.belongings import exported, rows
from tests.consent.writing.post import consent_of, deliver
from tests.people import NOW, Cast

DAY = timedelta(days=1)


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's for a year: of three accounts she chose one, and asked about all."""
    User.objects.filter(pk=cast.alice.pk).update(email="alice@example.com")
    cast.alice.refresh_from_db()
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday], days=365)
    note = TurnNote(turn_id="t", platform="alexa", device="speaker", topic="balance")
    answer = gateway.balances(token, Wanted(), note=note, now=NOW, wait_s=0)
    assert isinstance(answer, Balances)
    assert [item.account.name for item in answer.items] == ["Everyday"]
    assert answer.totals == ()
    return consent_of(cast.alice)


def unchosen(cast: Cast) -> Iterable[str]:
    """Whatever would give the other two away."""
    for account in (cast.rainy_day, cast.alices_household):
        # Four digits alone may well be part of some hash.
        digits = account.last_digits
        yield from (account.public_id, account.name, f"..{digits}", f'"{digits}"')


def found(cast: Cast, text: str) -> list[str]:
    assert "Everyday" in text
    return [word for word in unchosen(cast) if word in text]


def test_it_is_in_no_notice(cast: Cast, consent: Consent) -> None:
    """Check 52: the receipt, the 90-day notice, the yearly list and the reminder."""
    assert consent.expires_at
    for moment in (NOW, NOW + 90 * DAY, NOW + 365 * DAY, consent.expires_at - 31 * DAY):
        notices.periodic(moment)
        notices.yearly(moment)
        notices.reminders(moment)
        deliver(moment)
    of_hers = Notice.objects.filter(customer=cast.alice).exclude(sent_at=None)
    assert {"receipt", "periodic", "reminder"} <= set(of_hers.values_list("kind", flat=True))
    assert found(cast, "".join(_words(each) for each in mail.outbox)) == []


def _words(letter: Any) -> str:
    return f"{letter.subject} {letter.body} {letter.alternatives}"


def test_it_is_in_no_receipt_and_no_disclosure(cast: Cast, consent: Consent) -> None:
    """Check 52."""
    kept = [receipt.document for receipt in Receipt.objects.filter(consent=consent)]
    told = [row.content for row in Disclosure.objects.filter(consent=consent)]
    assert (len(kept), len(told)) == (1, 1)
    assert found(cast, json.dumps([kept, told])) == []


def test_it_is_in_nothing_that_her_copy_says_of_the_consent(cast: Cast, consent: Consent) -> None:
    """Check 52: her accounts are in the copy, and are not said to belong to it."""
    files = exported(cast.alice)
    names = [name.removesuffix(".json") for name in files if name.endswith(".json")]
    of_it = [row for name in names for row in _of(rows(files, name), consent.public_id)]
    assert of_it
    assert found(cast, json.dumps(of_it)) == []


def _of(listed: Any, public_id: str) -> Iterable[object]:
    return [row for row in listed if public_id in json.dumps(row)]


def test_it_is_not_on_the_operators_page(cast: Cast, consent: Consent) -> None:
    """Check 52: what the operator sees of that consent."""
    operator = User.objects.create_superuser("operator", password="x")
    page = browser(people.with_second_factor(operator)).get(
        f"/admin/consent/consent/{consent.pk}/change/"
    )
    assert page.status_code == 200
    assert found(cast, page.content.decode()) == []
