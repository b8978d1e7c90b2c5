"""The operator's commands: one line for each finding, and a status that says so."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consent.models import Checkpoint, Consent
from consent.proof import checkpoints
from tests.consent.proof.chains import grow
from tests.people import NOW, Cast

# RFC 8032, section 7.1, test 1.
SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """Alice's, with three disclosures under a checkpoint."""
    consent = Consent.objects.get(customer=cast.alice)
    grow(consent, 3)
    checkpoints.seal(NOW)
    return consent


def test_a_whole_ledger_is_said_to_be_whole(consent: Consent, capsys: Any) -> None:
    call_command("verify_ledger")
    told = capsys.readouterr()
    assert told.out == "The ledger is whole.\n"
    assert told.err.endswith(f"\r[{'#' * 30}] 100%\n")


def test_every_finding_is_a_line_and_the_status_is_one(consent: Consent, capsys: Any) -> None:
    consent.disclosures.filter(seq=2).delete()
    Checkpoint.objects.update(signature="AAAA")
    with pytest.raises(CommandError, match="not whole: 2 findings") as ended:
        call_command("verify_ledger")
    assert ended.value.returncode == 1
    assert capsys.readouterr().out.splitlines() == [
        "checkpoint_forged checkpoint=1",
        f"missing consent={consent.public_id} seq=2",
    ]


def test_one_consent_can_be_verified_alone(consent: Consent, cast: Cast, capsys: Any) -> None:
    consent.disclosures.filter(seq__gt=1).delete()
    bobs = Consent.objects.get(customer=cast.bob)
    call_command("verify_ledger", consent=bobs.public_id)
    with pytest.raises(CommandError):
        call_command("verify_ledger", consent=consent.public_id)
    assert capsys.readouterr().out.splitlines() == [
        "The ledger is whole.",
        f"missing consent={consent.public_id} seq=2 last_seq=3",
    ]


def test_a_consent_that_is_not_there_is_no_whole_one(db: None) -> None:
    with pytest.raises(CommandError, match="There is no consent nobody"):
        call_command("verify_ledger", consent="nobody")


def test_a_witness_of_a_checkpoint_that_is_gone_is_believed(consent: Consent, capsys: Any) -> None:
    digest = Checkpoint.objects.get().digest
    call_command("verify_ledger", "--witness", f"1:{digest}")
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--witness", f"2:{digest}", "--witness", f"1:{digest}")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["The ledger is whole.", "witness_contradicted checkpoint=2"]


@pytest.mark.parametrize("noted", ["1", ":abc", "one:abc", "1:"])
def test_a_witness_that_is_none_is_refused(db: None, noted: str) -> None:
    with pytest.raises(CommandError, match="NUMBER:DIGEST"):
        call_command("verify_ledger", "--witness", noted)


def test_the_keys_are_told_without_their_secret(settings: Any, capsys: Any) -> None:
    settings.LEDGER_KEYS = [SEED, *settings.LEDGER_KEYS]
    call_command("ledger_keys")
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"21fe31dfa154a261 signs and verifies public:{PUBLIC}"
    assert "verifies public:" in second
    assert "signs" not in second
    assert not [key for key in settings.LEDGER_KEYS if key in first + second]
