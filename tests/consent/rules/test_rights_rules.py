"""Rules of ``clauses.py`` on a person's rights: design targets, not a claim of compliance."""

import csv
import io
import json

from consent.models import Consent, Disclosure, Receipt
from consent.proof import erasing
from consent.rights import exports, forgetting, guide, retention
from consent.states import State
from tests.consent.rights.belongings import disclose, exported, fill, rows
from tests.people import NOW, Cast


def test_the_copy_says_purposes_recipients_period_source_and_rights(cast: Cast) -> None:
    """Rule GDPR-2: article 15(1)(a) to (g)."""
    readme = exported(cast.alice)["README.txt"].decode()

    headings = [line for line in readme.splitlines() if line and line == line.upper()]
    assert headings == [
        "THE FILES",
        "WHY WE HOLD IT",
        "WHO GETS IT",
        "WHERE IT IS FROM",
        "HOW LONG WE KEEP IT",
        "WHAT IS NOT IN HERE",
        "WHAT YOU CAN DO",
    ]
    for rule in retention.rules():
        assert f"{rule.what}: {rule.how_long}. {rule.why}" in readme
    assert "complain to the authority for data protection" in readme


def test_the_recipients_are_named_with_what_each_was_told(cast: Cast) -> None:
    """Rule GDPR-2: article 15(1)(c)."""
    disclose(cast.alices_token, "alexa", "turn-1")
    files = exported(cast.alice)

    [consent], [disclosure] = rows(files, "consents"), rows(files, "disclosures")
    assert (consent["assistant"], consent["vendor"]) == ("Alexa", "Amazon")
    assert disclosure["consent"] == consent["consent"]
    assert json.loads(disclosure["content"])["accounts"] == [{"label": "Everyday ..1234"}]


def test_every_file_is_structured_commonly_used_and_machine_readable(cast: Cast) -> None:
    """Rule GDPR-4: article 20(1)."""
    fill(cast)
    files = exported(cast.alice)

    for name in guide.FILES.keys() & {name.partition(".")[0] for name in files}:
        listed = rows(files, name)
        sheet = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
        assert [list(row) for row in sheet] == [list(row) for row in listed], name


def test_the_rights_of_others_are_not_touched_by_a_copy(cast: Cast) -> None:
    """Rule GDPR-5, articles 15(4) and 20(4): the other holder of a joint account is not in it."""
    everything = b"".join(exported(cast.alice).values())

    assert cast.alices_household.public_id.encode() in everything
    assert cast.bobs_household.public_id.encode() not in everything
    assert cast.bob.public_id.encode() not in everything


def test_a_copy_takes_minutes_of_the_month_that_the_law_gives(cast: Cast) -> None:
    """Rule GDPR-3: it is there after the first tick."""
    exports.ask(cast.alice, NOW)

    assert exports.run_due(NOW) == 1


def test_erasing_may_be_partial_and_then_covers_only_what_was_asked(cast: Cast) -> None:
    """Rule GDPR-6: article 17(1)."""
    disclose(cast.alices_token, "alexa", "turn-1")
    disclose(cast.bobs_token, "other", "turn-1")

    forgetting.of_assistant(Consent.objects.get(customer=cast.alice), NOW)

    hidden = Disclosure.objects.filter(hidden_at=NOW).values_list("consent__customer", flat=True)
    assert list(hidden) == [cast.alice.pk]


def test_what_the_law_makes_us_keep_is_kept_hidden_and_until_a_day_that_is_said(cast: Cast) -> None:
    """Rule GDPR-6: article 17(3)(b) and (e)."""
    disclose(cast.alices_token, "alexa", "turn-1")

    done = forgetting.everything(cast.alice, NOW)

    assert done.kept_until == NOW + erasing.keep()
    assert Disclosure.objects.get().hidden_at == NOW
    assert Disclosure.objects.get().content != ""


def test_erasing_is_as_easy_as_allowing_and_leaves_the_proof_of_consent(cast: Cast) -> None:
    """Rule GDPR-1: article 7(1) and (3)."""
    forgetting.everything(cast.alice, NOW)

    consent = Consent.objects.get(customer=cast.alice)
    assert (consent.state, consent.end_reason) == (State.ENDED, "withdrawn")
    events = Receipt.objects.filter(consent=consent).order_by("number")
    assert list(events.values_list("event", flat=True)) == ["grant", "end"]


def test_every_kind_of_thing_has_a_period_or_says_what_ends_it() -> None:
    """Rule GDPR-7: articles 5(1)(e) and 13(2)(a)."""
    assert [rule.what for rule in retention.rules() if not (rule.period or rule.until)] == []
