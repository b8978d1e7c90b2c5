"""The check of the chain, as a customer asks for it."""

from structlog.testing import capture_logs

from consent.models import Consent, Disclosure
from consent.proof import checked, checkpoints
from consent.proof.findings import Finding, Kind
from tests.consent.history.visits import PATH
from tests.consent.oauth.linking import browser
from tests.consent.proof.chains import content, record
from tests.people import NOW, Cast


def test_the_check_says_that_all_is_well(told: Cast) -> None:
    checkpoints.seal(NOW)
    record(Consent.objects.get(customer=told.alice), content(told.everyday), NOW)
    shown = browser(told.alice).get(f"{PATH}check/").content.decode()
    assert "The list is whole" in shown
    assert "3 lines were written about what left." in shown
    assert "2 of them are signed by this bank." in shown


def test_the_check_names_what_is_wrong_and_only_to_her(told: Cast) -> None:
    Disclosure.objects.filter(consent__customer=told.alice, seq=1).update(salt="x")
    Disclosure.objects.filter(consent__customer=told.alice, seq=2).delete()
    shown = browser(told.alice).get(f"{PATH}check/").content.decode()
    assert "Something is wrong with the list" in shown
    assert "Alexa: what line 1 says was changed." in shown
    assert "Alexa: line 2 is missing." in shown
    assert "The list is whole" in browser(told.bob).get(f"{PATH}check/").content.decode()


def test_a_check_that_finds_something_is_an_error_in_the_log(told: Cast) -> None:
    Disclosure.objects.filter(consent__customer=told.alice, seq=2).update(salt="x")
    with capture_logs() as logged:
        checked.check(told.alice)
    assert [(line["log_level"], line["event"]) for line in logged] == [
        ("error", "ledger.not_whole")
    ]


def test_every_finding_has_a_sentence_for_her(told: Cast) -> None:
    of_checkpoints = {Kind.CHECKPOINT_MISSING, Kind.CHECKPOINT_CHANGED, Kind.CHECKPOINT_FORGED}
    assert set(Kind) - set(checked._WORDS) == of_checkpoints | {Kind.WITNESS_CONTRADICTED}  # noqa: SLF001
    consent = Consent.objects.get(customer=told.alice)
    for kind in Kind:
        for last in (None, 4, 5):
            sentence = checked._words(consent, Finding(kind=kind, seq=4, last_seq=last))  # noqa: SLF001
            assert sentence.startswith("Alexa: ")
            assert ("lines 4 to 5" in sentence) <= (last == 5)
