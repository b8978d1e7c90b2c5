"""UK Open Banking's event notifications: only the bank's, only for us, only once in a while old."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from django.test import Client

from banking.asking import keys
from banking.asking.conversation import talking
from banking.connector import Bank, Refused, Unreachable
from banking.connectors.obie import events
from banking.events import inbox
from banking.models import Institution, Link
from banking.standard import Event, EventKind, Forged
from tests.banking.conftest import NOW, make_link
from tests.banking.connectors.obie.notices import (
    BANK,
    CONSENT,
    HEADER,
    OB,
    REVOKED,
    URN,
    claims,
    part,
    signed,
    subject,
)


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch, key: RSAPrivateKey) -> Iterator[list[str]]:
    """The addresses at which the bank was asked; its keys are at one of them."""
    requests: list[str] = []
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(str(request.url))
        return httpx.Response(200, json={"keys": [public | {"kid": HEADER["kid"], "use": "sig"}]})

    keys.forget()
    reached = partial(talking, transport=httpx.MockTransport(answer))
    monkeypatch.setattr(events, "talking", reached)
    yield requests
    keys.forget()


def heard(body: bytes, bank: Bank = BANK) -> list[Event]:
    return list(events.listen(bank, body, {}, NOW))


def test_a_consent_revoked_at_the_bank_ends_its_link(key: RSAPrivateKey) -> None:
    ended = Event(
        id="b460a07c-4962-43d1-85ee-9dc10fbb8f6c",
        kind=EventKind.ENDED,
        reference="aac-1234-007",
    )
    assert heard(signed(key, claims())) == [ended]


UPDATE = {f"{URN}resource-update": subject("aac-1", "account-access-consent")}
LINKED = {
    f"{URN}account-access-consent-linked-account-update": {
        "reason": "UK.OBIE.AccountClosure",
        **subject("account-9", "account-access-consent"),
    }
}
PAYMENT = {f"{URN}resource-update": subject("pmt-7290-003", "domestic-payment")}


@pytest.mark.parametrize(
    ("told", "kind", "reference"),
    [
        (claims(events=UPDATE), EventKind.REFRESH, "aac-1234-007"),
        (claims(events=UPDATE, sub="https://bank.test/"), EventKind.REFRESH, "aac-1"),
        (claims(events=LINKED), EventKind.REFRESH, "aac-1234-007"),
        (claims(events=UPDATE | REVOKED), EventKind.ENDED, "aac-1234-007"),
        (
            claims(events={f"{URN}consent-authorization-revoked": {}}),
            EventKind.ENDED,
            "aac-1234-007",
        ),
        (claims(sub=f"{CONSENT}%2F1/"), EventKind.ENDED, "aac-1234-007/1"),
        (claims(events=PAYMENT, sub="https://bank.test/pmt"), EventKind.NOTHING, ""),
        (claims(events={"urn:of:the:bank": {}}), EventKind.NOTHING, "aac-1234-007"),
        (claims(events={f"{URN}resource-update": 7}, sub=None), EventKind.NOTHING, ""),
    ],
)
def test_each_event_has_its_meaning(
    key: RSAPrivateKey, told: dict[str, object], kind: EventKind, reference: str
) -> None:
    [event] = heard(signed(key, told))
    assert (event.kind, event.reference) == (kind, reference)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://another-bank.test/"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": None},
        {"iat": int((NOW - events.OLDEST - timedelta(seconds=1)).timestamp())},
        {"iat": int((NOW + timedelta(minutes=2)).timestamp())},
        {"iat": None},
        {"iat": "soon"},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 129},
        {"events": None},
        {"events": {}},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_or_not_of_now_is_refused(
    key: RSAPrivateKey, changed: dict[str, object]
) -> None:
    [what] = changed
    with pytest.raises(Forged, match=f"^Its {what} is wrong$"):
        heard(signed(key, claims(**changed)))


@pytest.mark.parametrize(
    "told",
    [
        claims(aud=["another", "7umx5nTR33811QyQfi"]),
        claims(iat=str(int(NOW.timestamp()))),
        claims(iat=int((NOW - events.OLDEST).timestamp())),
    ],
    ids=["several audiences", "a moment as text", "told again for a week"],
)
def test_what_the_standard_and_its_examples_allow_is_heard(
    key: RSAPrivateKey, told: dict[str, object]
) -> None:
    assert len(heard(signed(key, told))) == 1


@pytest.mark.parametrize("typ", ["JOSE", "JWT", "secevent+jwt", "application/secevent+jwt", None])
def test_the_kinds_of_token_that_an_event_may_call_itself(
    key: RSAPrivateKey, typ: str | None
) -> None:
    assert len(heard(signed(key, claims(), HEADER | {"typ": typ}))) == 1


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"alg": "none"}, "alg"),
        ({"alg": "HS256"}, "alg"),
        ({"alg": "RS256"}, "alg"),
        ({"kid": None}, "kid"),
        ({"typ": "at+jwt"}, "typ"),
        ({"crit": "exp"}, "crit"),
        ({"crit": [[]]}, "crit"),
        ({"crit": [*HEADER["crit"], "exp"], "exp": 1}, "crit"),  # type: ignore[misc]  # a list
        ({f"{OB}tan": None}, "crit"),
        ({"b64": False}, "b64"),
        ({f"{OB}iat": int((NOW + timedelta(hours=1)).timestamp())}, f"{OB}iat"),
    ],
    ids=str,
)
def test_a_header_that_we_do_not_understand_is_refused(
    key: RSAPrivateKey, asked: list[str], changed: dict[str, object], what: str
) -> None:
    """RFC 7515 4.1.11; Read/Write Data API Profile, Process for Verifying a Signature, step 2."""
    with pytest.raises(Forged, match=f"^Its {what} is wrong$"):
        heard(signed(key, claims(), HEADER | changed))
    assert asked == []


def test_a_changed_word_breaks_the_signature(key: RSAPrivateKey) -> None:
    header, _, signature = signed(key, claims()).split(b".")
    forged = b".".join([header, part(claims(jti="another")), signature])
    with pytest.raises(Forged, match=r"^Its signature is wrong$"):
        heard(forged)


def test_another_key_by_the_same_name_signs_nothing() -> None:
    stranger = generate_private_key(65537, 2048)
    with pytest.raises(Forged, match=r"^Its signature is wrong$"):
        heard(signed(stranger, claims()))


def test_an_unknown_key_is_looked_for_once(key: RSAPrivateKey, asked: list[str]) -> None:
    heard(signed(key, claims()))
    for _ in range(5):
        with pytest.raises(Forged, match="a key that the bank does not have"):
            heard(signed(key, claims(), HEADER | {"kid": "unknown"}))
    assert asked == ["https://bank.test/jwks"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"a.b",
        b"a.b.c.d",
        b"e30.e30.",
        b"....",
        b"a.b.c" + b"c" * 4096,
        b"\xff.\xff.\xff",
    ],
)
def test_what_is_no_token_is_refused_and_the_bank_is_not_asked(
    asked: list[str], body: bytes
) -> None:
    with pytest.raises(Forged):
        heard(body)
    assert asked == []


@pytest.mark.parametrize(
    ("bank", "what"),
    [
        (Bank(base_url="", keys_url=BANK.keys_url, client_id=BANK.client_id), "iss"),
        (Bank(base_url="", keys_url=BANK.keys_url, issuer=BANK.issuer), "aud"),
    ],
)
def test_a_bank_that_nobody_set_up_is_not_believed(
    key: RSAPrivateKey, bank: Bank, what: str
) -> None:
    """Promise P2: an empty name is nobody's."""
    with pytest.raises(Forged, match=f"^Its {what} is wrong$"):
        heard(signed(key, claims(**{what: ""})), bank)


def test_without_the_address_of_the_keys_nothing_can_be_proven(key: RSAPrivateKey) -> None:
    with pytest.raises(Refused):
        heard(signed(key, claims()), Bank(base_url="", issuer=BANK.issuer, client_id="us"))


def test_a_bank_may_call_itself_and_us_otherwise_here(key: RSAPrivateKey) -> None:
    options = {"event_issuer": "0015800001041RHAAY", "event_audience": "our-software-statement"}
    bank = Bank(base_url="", keys_url=BANK.keys_url, options=options)
    told = claims(iss="0015800001041RHAAY", aud="our-software-statement")
    assert len(heard(signed(key, told), bank)) == 1


def test_while_the_keys_cannot_be_had_the_bank_is_to_try_again(
    key: RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = httpx.MockTransport(lambda _: httpx.Response(503))
    monkeypatch.setattr(events, "talking", partial(talking, transport=down))
    with pytest.raises(Unreachable):
        heard(signed(key, claims()))


@pytest.mark.django_db
def test_a_bank_ends_a_link_by_one_signed_post(
    key: RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real Time Event Notification API Profile: 202, with the interaction's id."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bank = Institution.objects.create(
        name="A bank in London",
        standard="obie",
        base_url=BANK.base_url,
        issuer=BANK.issuer,
        keys_url=BANK.keys_url,
        service_id=BANK.client_id,
        time_zone="Europe/London",
    )
    link = make_link(institution=bank)
    Link.objects.update(reference="aac-1234-007")
    interaction = "db54268f-2cc7-47e3-bf3c-4b5a7d08a614"

    response = Client(enforce_csrf_checks=True).post(
        f"/banks/{bank.public_id}/events",
        signed(key, claims()),
        content_type="application/jwt",
        headers={"x-fapi-interaction-id": interaction, "x-fapi-financial-id": "1"},
        secure=True,
    )
    inbox.act(NOW)

    assert (response.status_code, response.headers["x-fapi-interaction-id"]) == (202, interaction)
    link.refresh_from_db()
    assert link.state == "ended"
