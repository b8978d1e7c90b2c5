"""Whether Alexa sent a request: checks 1 to 4 and 8 to 10. None of these has a database."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from pytest_django import Settings

from assistant.platform import Turn
from assistant.simulator import alexa as simulator
from tests.assistant.platforms.alexa.sent import NOW, SKILL, Alexa, envelope, question

FORGED_HEADERS = [
    {"Signature-256": ""},
    {"SignatureCertChainUrl": ""},
    {"Signature-256": "not base64!"},
    {"Signature-256": "bm90IGEgc2lnbmF0dXJl"},
]


def test_it_answers_a_signed_request(alexa: Alexa, heard: list[Turn]) -> None:
    """Check 1."""
    response = alexa.asks()

    assert response.status_code == 200
    assert [turn.intent for turn in heard] == ["balance"]


@pytest.mark.parametrize("name", ["Signature-256", "SignatureCertChainUrl"])
def test_it_refuses_a_request_without_a_header(
    alexa: Alexa, heard: list[Turn], refused: list[tuple[str, str]], name: str
) -> None:
    """Check 2: and writes nothing about it."""
    signed = alexa.signed()
    headers = {key: value for key, value in signed.headers.items() if key != name}

    response = alexa.sends(signed.body, **headers)

    assert (response.status_code, response.content, heard, refused) == (400, b"", [], [])


@pytest.mark.parametrize("forged", FORGED_HEADERS)
def test_it_refuses_a_header_that_proves_nothing(
    alexa: Alexa, heard: list[Turn], forged: dict[str, str]
) -> None:
    """Check 2."""
    signed = alexa.signed(**forged)

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, response.content, heard) == (400, b"", [])


def test_it_refuses_a_body_with_one_more_space(
    alexa: Alexa, heard: list[Turn], refused: list[tuple[str, str]]
) -> None:
    """Checks 3 and 60: the same JSON, and other bytes; the trail is told once."""
    signed = alexa.signed()

    response = alexa.sends(signed.body + b" ", **signed.headers)

    assert (response.status_code, response.content, heard) == (400, b"", [])
    assert refused == [("alexa", "signature")]


def test_it_refuses_the_old_signature_alone(alexa: Alexa, heard: list[Turn]) -> None:
    """Check 4: a true SHA-1 signature in its own header, and in that of the new one."""
    signed = alexa.signed()
    old = alexa.authority.key.sign(signed.body, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
    headers = {"SignatureCertChainUrl": alexa.authority.chain_url}
    written = base64.b64encode(old).decode()

    alone = alexa.sends(signed.body, **headers, Signature=written)
    renamed = alexa.sends(signed.body, **headers, **{"Signature-256": written})

    assert (alone.status_code, renamed.status_code, heard) == (400, 400, [])


def test_it_ignores_the_old_signature_beside_the_new(alexa: Alexa, heard: list[Turn]) -> None:
    """Check 4: Alexa still sends both."""
    signed = alexa.signed(Signature="whatever")

    response = alexa.sends(signed.body, **signed.headers)

    assert (response.status_code, len(heard)) == (200, 1)


@pytest.mark.parametrize(
    ("seconds_ago", "status"), [(149, 200), (150, 200), (151, 400), (-149, 200), (-151, 400)]
)
def test_it_takes_150_seconds_either_way(
    alexa: Alexa, heard: list[Turn], seconds_ago: int, status: int
) -> None:
    """Check 8."""
    response = alexa.asks(sent_ago=timedelta(seconds=seconds_ago))

    assert (response.status_code, len(heard)) == (status, int(status == 200))


@pytest.mark.parametrize("timestamp", [None, "", "yesterday", "2026-11-20T12:00:00", 1795176000])
def test_it_refuses_a_request_without_a_moment(
    alexa: Alexa, heard: list[Turn], timestamp: object
) -> None:
    """Check 8."""
    sent = envelope()
    sent["request"]["timestamp"] = timestamp

    assert (alexa.seals(sent).status_code, heard) == (400, [])


@pytest.mark.parametrize(("seconds_ago", "status"), [(3599, 200), (3601, 400), (-151, 400)])
def test_it_takes_an_hour_for_skill_events(
    alexa: Alexa, heard: list[Turn], seconds_ago: int, status: int
) -> None:
    """Check 8: Amazon repeats them that long."""
    sent = envelope()
    del sent["session"]
    moment = NOW - timedelta(seconds=seconds_ago)
    sent["request"] |= {"type": "AlexaSkillEvent.SkillEnabled", "timestamp": moment.isoformat()}

    assert (alexa.seals(sent).status_code, len(heard)) == (status, int(status == 200))


@pytest.mark.parametrize("place", ["session", "context"])
def test_it_refuses_another_skill_in_either_place(
    alexa: Alexa, heard: list[Turn], place: str
) -> None:
    """Check 9."""
    sent = envelope()
    holder = sent["session"] if place == "session" else sent["context"]["System"]
    holder["application"] = {"applicationId": SKILL + ".evil"}

    assert (alexa.seals(sent).status_code, heard) == (400, [])


def test_it_refuses_a_request_for_no_skill(alexa: Alexa, heard: list[Turn]) -> None:
    """Check 9."""
    sent = envelope()
    del sent["session"], sent["context"]["System"]["application"]

    assert (alexa.seals(sent).status_code, heard) == (400, [])


def test_it_refuses_all_skills_if_none_is_ours(
    alexa: Alexa, heard: list[Turn], settings: Settings
) -> None:
    """Check 9, and P2: empty means no."""
    settings.ALEXA_SKILL_IDS = []

    assert (alexa.asks().status_code, heard) == (400, [])


def test_it_gives_a_repeated_request_the_same_turn(alexa: Alexa, heard: list[Turn]) -> None:
    """Check 10: the ledger knows a second disclosure by the turn's id."""
    signed = simulator.signed(question(request_id="request-1"), alexa.authority, now=NOW)

    for _ in range(2):
        alexa.sends(signed.body, **signed.headers)

    assert [turn.turn_id for turn in heard] == ["request-1", "request-1"]
