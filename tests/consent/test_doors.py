"""Each function of the gateway for Alice, for Bob, and for Charlie, who allowed nothing."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession

from banking.models import Institution, Link, User
from consent import gateway
from consent.release import Balances, Reason, Refusal, TurnNote, Wanted
from consent.scopes import Scope
from tests.people import NOW, Cast, institution

CAST = ("alice", "bob", "charlie")
UNLINKED = Refusal(reason=Reason.NOT_LINKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One of the cast, with what her assistant holds."""

    cast: Cast
    name: str

    @property
    def user(self) -> User:
        user: User = getattr(self.cast, self.name)
        return user

    @property
    def token(self) -> str:
        return getattr(self.cast, f"{self.name}s_token", "a token that nobody issued")

    @property
    def note(self) -> TurnNote:
        platform = "other" if self.name == "bob" else "alexa"
        return TurnNote(turn_id="turn-1", platform=platform, device="speaker", topic="balance")


def balances(who: Asker) -> object:
    found = gateway.balances(who.token, Wanted(), note=who.note, now=NOW, wait_s=0)
    if not isinstance(found, Balances):
        return found
    return [(item.account.name, item.current.minor) for item in found.items]


def hear_code(who: Asker) -> object:
    return gateway.hear_code(who.token, Scope.DUES, note=who.note, now=NOW)


def own_accounts(who: Asker) -> object:
    return [each.masked for each in gateway.own_accounts(who.user)]


def own_birth(who: Asker) -> object:
    User.objects.filter(pk=who.cast.alice.pk).update(born_on=date(1986, 4, 17))
    User.objects.filter(pk=who.cast.bob.pk).update(born_on=date(1979, 1, 30))
    return gateway.own_birth(who.user)


def own_time_zone(who: Asker) -> object:
    User.objects.filter(pk=who.cast.bob.pk).update(time_zone="Europe/Madrid")
    return gateway.own_time_zone(who.user)


def own_export(who: Asker) -> object:
    rows = {table.name: list(table.rows) for table in gateway.own_export(who.user)}
    ids = {getattr(who.cast, name).public_id: name for name in ACCOUNTS}
    return [ids[str(row[0])] for row in rows["accounts"]]


def end_own_links(who: Asker) -> object:
    """How many ended, and whose stand."""
    ended = gateway.end_own_links(who.user)
    standing = Link.objects.exclude(state="ended").order_by("pk")
    return ended, list(standing.values_list("customer__username", flat=True))


def forget_sign_ins(who: Asker) -> object:
    """How many were forgotten where hers alone is over, and whose are left."""
    for name in CAST:
        began = NOW - timedelta(days=30 if name == who.name else 0)
        UserSession.objects.create(
            user=getattr(who.cast, name), session_key=name, ip="127.0.0.1", created_at=began
        )
    forgotten = gateway.forget_sign_ins(NOW)
    left = UserSession.objects.order_by("session_key")
    return forgotten, list(left.values_list("session_key", flat=True))


def own_banks(who: Asker) -> object:
    return [(bank.name, bank.need) for bank in gateway.own_banks(who.user, NOW)]


def take_bank_news(who: Asker) -> object:
    """What is handed out where hers alone wants its customer; and what the second time."""
    other = institution("A bank to sign in to")
    Institution.objects.filter(pk=other.pk).update(linked_by="sign_in")
    Link.objects.create(
        customer=who.user, institution=other, credentials="{}", state="needs_customer"
    )
    taken = gateway.take_bank_news(NOW)
    names = [User.objects.get(pk=each.customer).username for each in taken]
    return names, gateway.take_bank_news(NOW)


ACCOUNTS = ("everyday", "rainy_day", "alices_household", "bobs_household", "charlies")
HER_OWN = ["Everyday ..1234", "Rainy Day ..5678", "Household ..4321"]
DOORS: Mapping[Callable[[Asker], object], tuple[object, object, object]] = {
    balances: ([("Everyday", 123_450)], [("Household", 50_000)], UNLINKED),
    hear_code: (Refusal(reason=Reason.NOT_ALLOWED), None, UNLINKED),
    own_accounts: (HER_OWN, ["Household ..4321"], ["Everyday ..1234"]),
    own_birth: (date(1986, 4, 17), date(1979, 1, 30), None),
    own_time_zone: ("America/New_York", "Europe/Madrid", "America/New_York"),
    own_export: (["everyday", "rainy_day", "alices_household"], ["bobs_household"], ["charlies"]),
    end_own_links: ((1, ["bob", "charlie"]), (1, ["alice", "charlie"]), (1, ["alice", "bob"])),
    own_banks: ([("Example Bank", None)],) * 3,
    take_bank_news: ((["alice"], []), (["bob"], []), (["charlie"], [])),
    forget_sign_ins: ((1, ["bob", "charlie"]), (1, ["alice", "charlie"]), (1, ["alice", "bob"])),
}


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_each_gets_her_own_and_nothing_else(
    cast: Cast, door: Callable[[Asker], object], name: str
) -> None:
    """Promise P1."""
    assert door(Asker(cast=cast, name=name)) == DOORS[door][CAST.index(name)]


def test_no_door_is_missing() -> None:
    ours = {
        name
        for name, each in inspect.getmembers(gateway, inspect.isfunction)
        if each.__module__ == gateway.__name__ and not name.startswith("_")
    }
    assert {door.__name__ for door in DOORS} == ours
