"""The cast: Alice allowed Alexa one account, Bob allowed another assistant all, Charlie nothing."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from oauth2_provider.models import AccessToken, RefreshToken

from banking.models import Account, Balance, Institution, Link, User
from consent import operations
from consent.models import Assistant, Authorization, Consent, IssuedToken
from consent.oauth.validator import checksum
from consent.privacy import Privacy
from consent.scopes import Scope

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
REDIRECT = "https://pitangui.amazon.com/api/skill/link/M2SAYSO"
SECRET = "the-vendor-keeps-this"


def institution(name: str = "Example Bank") -> Institution:
    return Institution.objects.get_or_create(
        name=name,
        defaults={
            "standard": "fdx",
            "base_url": "http://127.0.0.1:9/fdx/v6",
            "token_url": "http://127.0.0.1:9/oauth/token",
            "service_id": "sayso",
            "service_secret": "secret",
            "time_zone": "America/New_York",
        },
    )[0]


def customer(name: str) -> User:
    user: User = User.objects.create_user(username=name, password=f"{name}'s long password")
    return user


def with_second_factor(user: User, seed: str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") -> User:
    """The user, with an authenticator app."""
    TOTP.activate(user, seed)
    return user


def link(user: User, *, fetched_at: datetime | None = NOW - timedelta(seconds=60)) -> Link:
    return Link.objects.create(
        customer=user,
        institution=institution(),
        credentials="{}",
        fetched_at=fetched_at,
        next_refresh_at=NOW + timedelta(days=999),
    )


def account(of: Link, name: str, kind: str, minor: int, **more: Any) -> Account:
    """One account with its balance; money in minor units."""
    available_minor = more.pop("available_minor", None)
    as_of = more.pop("as_of", NOW - timedelta(seconds=60))
    made: Account = Account.objects.create(
        link=of,
        bank_id=more.pop("bank_id", name),
        name=name,
        kind=kind,
        **{"last_digits": "1234", "currency": "USD"} | more,
    )
    Balance.objects.create(
        account=made,
        current_minor=minor,
        available_minor=available_minor,
        currency=made.currency,
        as_of=as_of,
    )
    return made


def assistant(client_id: str = "alexa", *, platform: str = "alexa", **more: Any) -> Assistant:
    made: Assistant = Assistant.objects.create(
        **{
            "client_id": client_id,
            "client_secret": SECRET,
            "name": client_id.title(),
            "vendor": "Amazon",
            "platform": platform,
            "client_type": Assistant.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Assistant.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": REDIRECT,
            "agreement_version": "1",
            "agreed_on": date(2026, 1, 1),
            "agreement_ends_on": date(2027, 12, 31),
        }
        | more,
    )
    return made


def allow(
    user: User,
    who: Assistant,
    scopes: Iterable[Scope],
    accounts: Iterable[Account],
    *,
    now: datetime = NOW,
    days: int = 90,
    privacy: Privacy = Privacy(),  # noqa: B008 - frozen
) -> str:
    """Links as the pages would; hands out the access token, good for a year of tests."""
    choice = operations.Choice(
        scopes=frozenset(scopes),
        accounts={each.public_id: f"{each.name} ..{each.last_digits}" for each in accounts},
        days=days,
        privacy=privacy,
    )
    consent = operations.grant(operations.request(user, who, now), choice, now)
    return token(consent, now=now)


def token(consent: Consent, *, now: datetime = NOW) -> str:
    """A redeemed authorization under the consent, and its access token."""
    raw, expires, family = secrets.token_urlsafe(16), now + timedelta(days=366), uuid.uuid4()
    authorization = Authorization.objects.create(
        consent=consent,
        code_hash=checksum(secrets.token_urlsafe(16)),
        created_at=now,
        redeemed_at=now,
        token_family=family,
    )
    access = AccessToken.objects.create(
        user_id=consent.customer_id,
        application=consent.assistant,
        token="",
        token_checksum=checksum(raw),
        expires=expires,
        scope="balances",
    )
    AccessToken.objects.filter(pk=access.pk).update(token_checksum=checksum(raw))
    RefreshToken.objects.create(
        user_id=consent.customer_id,
        application=consent.assistant,
        token="",
        token_checksum=checksum(secrets.token_urlsafe(16)),
        access_token=access,
        token_family=family,
    )
    IssuedToken.objects.create(
        authorization=authorization, checksum=checksum(raw), expires_at=expires
    )
    return raw


@dataclass(kw_only=True)
class Cast:
    """Everybody, with the tokens their assistants hold."""

    alexa: Assistant
    other: Assistant
    alice: User
    bob: User
    charlie: User
    everyday: Account
    rainy_day: Account
    alices_household: Account
    bobs_household: Account
    charlies: Account
    alices_token: str
    bobs_token: str


def cast() -> Cast:
    """Alice: balances of Everyday to Alexa. Bob: everything to the other. Charlie: nothing."""
    alice, bob, charlie = customer("alice"), customer("bob"), customer("charlie")
    alices, bobs, charlies = link(alice), link(bob), link(charlie)
    everyday = account(alices, "Everyday", "checking", 123_450, available_minor=120_000)
    rainy_day = account(alices, "Rainy Day", "savings", 999_900, last_digits="5678")
    shared = {"bank_id": "joint-1", "last_digits": "4321"}
    household = account(alices, "Household", "checking", 50_000, **shared)
    bobs_household = account(bobs, "Household", "checking", 50_000, **shared)
    alexa = assistant()
    other = assistant("other", platform="other", vendor="Another", name="Other")
    return Cast(
        alexa=alexa,
        other=other,
        alice=alice,
        bob=bob,
        charlie=charlie,
        everyday=everyday,
        rainy_day=rainy_day,
        alices_household=household,
        bobs_household=bobs_household,
        charlies=account(charlies, "Everyday", "checking", 777_777),
        alices_token=allow(alice, alexa, [Scope.BALANCES], [everyday]),
        bobs_token=allow(bob, other, list(Scope), [bobs_household]),
    )
