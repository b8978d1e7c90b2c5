"""The door: what it gives, to whom, and what it writes down."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from banking.facts import AccountKind
from banking.models import Account, Balance, Link
from banking.money import Money
from consent import gateway, leaving, operations
from consent.models import Assistant, Consent, Disclosure
from consent.release import Balances, Reason, Refusal, Signs, TurnNote, Wanted
from consent.scopes import Scope
from consent.states import Channel, EndReason
from tests import people
from tests.people import NOW, Cast

NOTE = TurnNote(turn_id="turn-1", platform="alexa", device="speaker", topic="balance")
ALL = Wanted()


def ask(
    token: str, wanted: Wanted = ALL, *, note: TurnNote = NOTE, now: datetime = NOW
) -> Balances | Signs | Refusal:
    return gateway.balances(token, wanted, note=note, now=now, wait_s=0)


def told(token: str, wanted: Wanted = ALL) -> list[tuple[str, int]]:
    answer = ask(token, wanted)
    assert isinstance(answer, Balances), answer
    return [(item.account.name, item.current.minor) for item in answer.items]


def test_alice_hears_the_one_account_she_allowed(cast: Cast) -> None:
    """Check 52; promise P5."""
    assert told(cast.alices_token) == [("Everyday", 123_450)]


def test_the_answer_holds_the_figure_its_age_and_nothing_else(cast: Cast) -> None:
    answer = ask(cast.alices_token)
    assert isinstance(answer, Balances)
    [item] = answer.items
    assert (item.current, item.available) == (
        Money(minor=123_450, currency="USD"),
        Money(minor=120_000, currency="USD"),
    )
    assert (item.as_of, answer.at) == (NOW - timedelta(seconds=60), NOW)
    assert (answer.totals, answer.is_bank_silent) == ((), False)
    assert answer.time_zone == "America/New_York"


@pytest.mark.parametrize("age", [timedelta(seconds=10), timedelta(days=1)])
def test_it_tells_that_the_bank_wants_her_where_that_keeps_newer_figures_away(
    cast: Cast, age: timedelta
) -> None:
    link = cast.alice.links.get()
    link.state, link.fetched_at = "needs_customer", NOW - age
    link.save(update_fields=["state", "fetched_at"])

    answer = ask(cast.alices_token)

    assert isinstance(answer, Balances)
    assert answer.wants_customer is (age > timedelta(minutes=5))


def test_bobs_token_speaks_only_on_its_own_platform(cast: Cast) -> None:
    assert ask(cast.bobs_token) == Refusal(reason=Reason.NOT_LINKED)


def test_bob_hears_his_row_of_the_joint_account(cast: Cast) -> None:
    Assistant.objects.filter(pk=cast.other.pk).update(platform="alexa")
    assert told(cast.bobs_token) == [("Household", 50_000)]


def test_charlie_who_allowed_nothing_is_never_spoken_of(cast: Cast) -> None:
    assert ask("a token that nobody issued") == Refusal(reason=Reason.NOT_LINKED)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("wanted", [Wanted(name="Rainy Day"), Wanted(name="no such thing")])
def test_an_account_not_allowed_and_one_that_is_not_sound_the_same(
    cast: Cast, wanted: Wanted
) -> None:
    """Checks 48 and 52; promise P2."""
    assert ask(cast.alices_token, wanted) == Refusal(reason=Reason.NO_SUCH_ACCOUNT)


def test_another_customers_account_in_her_consent_reads_nothing(cast: Cast) -> None:
    """Check 48: the reach is bounded by the customer too."""
    consent = Consent.objects.get(customer=cast.alice)
    consent.accounts.create(account_ref=cast.charlies.public_id, label="Everyday ..1234")
    assert told(cast.alices_token) == [("Everyday", 123_450)]


def test_without_the_scope_nothing_is_said_and_no_bank_is_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 47."""
    token = people.allow(cast.alice, cast.alexa, [Scope.DUES], [cast.everyday])
    monkeypatch.setattr("banking.queries.balances", lambda *_: pytest.fail("asked"))
    assert ask(token) == Refusal(reason=Reason.NOT_ALLOWED)


def test_credit_left_on_a_card_is_a_fact_of_its_own_scope(cast: Cast) -> None:
    link = Link.objects.get(customer=cast.alice)
    card = people.account(link, "Travel Card", "credit_card", -20_000, available_minor=80_000)
    seen = []
    for scopes in ([Scope.BALANCES], [Scope.BALANCES, Scope.DUES]):
        answer = ask(people.allow(cast.alice, cast.alexa, scopes, [card]))
        assert isinstance(answer, Balances)
        seen.append(answer.items[0].available)
    assert seen == [None, Money(minor=80_000, currency="USD")]
    contents = [json.loads(row.content)["scopes"] for row in Disclosure.objects.order_by("pk")]
    assert contents == [["balances"], ["balances", "dues"]]


def test_credit_left_leaves_only_where_one_card_is_asked_about(cast: Cast) -> None:
    """Promise P5: a list of several says no credit left, so none is released or recorded."""
    card = people.account(
        Link.objects.get(customer=cast.alice), "Card", "credit_card", -200, available_minor=80_000
    )
    token = people.allow(
        cast.alice, cast.alexa, [Scope.BALANCES, Scope.DUES], [card, cast.everyday]
    )
    answer = ask(token)
    assert isinstance(answer, Balances)
    assert [item.available for item in answer.items if item.account.name == "Card"] == [None]
    assert json.loads(Disclosure.objects.latest("pk").content)["scopes"] == ["balances"]


def test_what_is_left_on_a_loan_is_never_said(cast: Cast) -> None:
    """Promise P5: under no scope there is."""
    link = Link.objects.get(customer=cast.alice)
    loan = people.account(link, "Car", "loan", -20_000, available_minor=80_000)
    answer = ask(people.allow(cast.alice, cast.alexa, list(Scope), [loan]))
    assert isinstance(answer, Balances)
    assert [(item.current.minor, item.available) for item in answer.items] == [(-20_000, None)]


def test_a_total_adds_up_what_is_held_per_currency_and_no_debts(cast: Cast) -> None:
    """Check 52: what is not allowed is in no total."""
    link = Link.objects.get(customer=cast.alice)
    euros = people.account(link, "Euro", "checking", 700, currency="EUR")
    card = people.account(link, "Card", "credit_card", -100)
    allowed = [cast.everyday, cast.rainy_day, euros, card]
    answer = ask(people.allow(cast.alice, cast.alexa, [Scope.BALANCES], allowed))
    assert isinstance(answer, Balances)
    assert answer.totals == (Money(minor=1_123_350, currency="USD"),)


def test_a_kind_means_every_allowed_account_of_that_kind(cast: Cast) -> None:
    both = [cast.everyday, cast.rainy_day, cast.alices_household]
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], both)
    assert told(token, Wanted(kind=AccountKind.CHECKING)) == [
        ("Everyday", 123_450),
        ("Household", 50_000),
    ]


def test_what_left_is_written_down_without_amounts(cast: Cast) -> None:
    """Promise P4."""
    ask(cast.alices_token)
    disclosure = Disclosure.objects.get()
    assert json.loads(disclosure.content) == {
        "assistant": "Alexa",
        "platform": "alexa",
        "device": "speaker",
        "topic": "balance",
        "manner": "exact",
        "scopes": ["balances"],
        "accounts": [{"ref": cast.everyday.public_id, "label": "Everyday ..1234"}],
    }
    assert (disclosure.seq, disclosure.at, disclosure.turn_id) == (1, NOW, "turn-1")


def test_if_it_cannot_be_written_down_nothing_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise P4."""
    for statement in ("_INSERT", "_BOTH"):
        monkeypatch.setattr(f"consent.ledger.{statement}", "INSERT INTO nowhere VALUES (%s)")
    with pytest.raises(Exception, match=r"nowhere|parameters|bindings"):
        ask(cast.alices_token)
    assert Consent.objects.get(customer=cast.alice).seq == 0


def test_a_turn_that_comes_again_is_answered_and_written_once(cast: Cast) -> None:
    """Check 10."""
    assert told(cast.alices_token) == told(cast.alices_token)
    assert Disclosure.objects.count() == 1


def test_a_turn_that_comes_again_for_more_is_refused(cast: Cast) -> None:
    """Check 10: the second request releases only what the first was recorded to release."""
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday, cast.rainy_day])
    told(token, Wanted(name="Everyday"))
    assert ask(token) == Refusal(reason=Reason.TRY_AGAIN)
    assert Disclosure.objects.count() == 1


def test_the_next_question_after_narrowing_is_refused(cast: Cast) -> None:
    """Promise P3."""
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday, cast.rainy_day])
    consent = Consent.objects.live(NOW).get(customer=cast.alice)
    operations.narrow(consent, scopes=["balances"], accounts=[cast.everyday.public_id], now=NOW)
    assert told(token) == [("Everyday", 123_450)]
    assert ask(token, Wanted(name="Rainy Day")).reason == Reason.NO_SUCH_ACCOUNT  # type: ignore[union-attr]


def test_the_next_question_after_the_end_is_refused_and_the_neighbour_is_not(cast: Cast) -> None:
    """Check 49; promises P3 and P8."""
    Assistant.objects.filter(pk=cast.other.pk).update(platform="alexa")
    consent = Consent.objects.get(customer=cast.alice)
    leaving.revoke(consent, EndReason.WITHDRAWN, Channel.PAGES, NOW)
    assert ask(cast.alices_token) == Refusal(reason=Reason.ENDED)
    assert told(cast.bobs_token) == [("Household", 50_000)]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("seconds", "is_told"), [(-1, True), (0, False), (1, False)])
def test_it_expires_to_the_second_wherever_the_clock_stands(
    cast: Cast, seconds: int, zone: str, *, is_told: bool
) -> None:
    """Check 50, and over the day on which New York's clocks change; promise P3."""
    end = NOW + timedelta(days=114)
    Consent.objects.update(expires_at=end)
    Link.objects.update(fetched_at=end)
    moment = (end + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    answer = ask(cast.alices_token, now=moment)
    assert isinstance(answer, Balances) is is_told
    assert is_told or answer == Refusal(reason=Reason.EXPIRED)


def test_the_kill_switch_stops_every_answer(cast: Cast) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(is_enabled=False)
    assert ask(cast.alices_token) == Refusal(reason=Reason.SWITCHED_OFF)


@pytest.mark.parametrize("change", [{"agreed_on": None}, {"agreement_ends_on": NOW.date()}])
def test_without_a_current_agreement_nothing_is_said(cast: Cast, change: dict[str, object]) -> None:
    """Promise P2."""
    Assistant.objects.filter(pk=cast.alexa.pk).update(**change)
    assert ask(cast.alices_token) == Refusal(reason=Reason.SWITCHED_OFF)


def test_an_inactive_customer_is_refused_like_an_unknown_one(cast: Cast) -> None:
    """Promise P2."""
    cast.alice.is_active = False
    cast.alice.save()
    assert ask(cast.alices_token) == Refusal(reason=Reason.NOT_LINKED)


def test_her_own_pages_show_all_her_accounts_and_only_hers(cast: Cast) -> None:
    assert [label.masked for label in gateway.own_accounts(cast.alice)] == [
        "Everyday ..1234",
        "Rainy Day ..5678",
        "Household ..4321",
    ]
    assert [label.name for label in gateway.own_accounts(cast.bob)] == ["Household"]
    assert gateway.own_accounts(AnonymousUser()) == []


def test_her_pages_do_not_offer_what_is_closed_or_no_longer_linked(cast: Cast) -> None:
    """Promise P2."""
    Account.objects.filter(pk=cast.everyday.pk).update(status="closed")
    assert [label.name for label in gateway.own_accounts(cast.alice)] == ["Rainy Day", "Household"]
    Link.objects.filter(customer=cast.alice).update(state="ended")
    assert gateway.own_accounts(cast.alice) == []
    cast.bob.is_active = False
    assert gateway.own_accounts(cast.bob) == []


def test_a_closed_account_is_out_of_every_answer(cast: Cast) -> None:
    """Check 52."""
    token = people.allow(cast.alice, cast.alexa, [Scope.BALANCES], [cast.everyday, cast.rainy_day])
    Account.objects.filter(pk=cast.everyday.pk).update(status="closed")
    assert told(token) == [("Rainy Day", 999_900)]


def test_a_turn_id_is_no_way_to_hear_new_figures_unrecorded(cast: Cast) -> None:
    """Promise P4: a turn comes again within minutes, or it is another."""
    told(cast.alices_token)
    Balance.objects.update(current_minor=777)
    later = NOW + timedelta(minutes=5)
    Link.objects.update(fetched_at=later)
    assert ask(cast.alices_token, now=later) == Refusal(reason=Reason.TRY_AGAIN)


def test_a_date_of_birth_is_told_to_its_owner_alone(cast: Cast) -> None:
    """Promise P1: by her own session; a customer who is inactive, or nobody, hears nothing."""
    cast.alice.born_on = date(1986, 4, 17)
    cast.alice.save()
    asked = (cast.alice, cast.bob, cast.charlie, AnonymousUser())
    assert [gateway.own_birth(each) for each in asked] == [date(1986, 4, 17), None, None, None]
    cast.alice.is_active = False
    assert gateway.own_birth(cast.alice) is None
