"""What a mail says: plain words, no amounts, nothing that tells who opened it."""

import re
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.conf import settings
from django.core import mail

from banking.models import User
from consent import leaving, operations
from consent.models import Assistant, Notice
from consent.writing import notices
from consent.writing.notices import Topic
from tests.consent.writing.post import consent_of, deliver
from tests.people import NOW, Cast

MONTH_BEFORE = NOW + timedelta(days=60)


def only() -> mail.EmailMultiAlternatives:
    [letter] = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    return letter


def html(letter: mail.EmailMultiAlternatives) -> str:
    [(content, kind)] = letter.alternatives
    assert kind == "text/html"
    return str(content)


def test_a_reminder_says_who_what_and_when(addressed: Cast) -> None:
    notices.reminders(MONTH_BEFORE)
    Notice.objects.exclude(customer=addressed.alice).delete()
    deliver(MONTH_BEFORE)
    letter, consent = only(), consent_of(addressed.alice)
    assert letter.subject == f"{settings.BANK_NAME}: Alexa may answer you for one more month"
    assert letter.body == (
        "What you allowed Alexa ends on Feb. 18, 2027, 1:04 p.m. and then stops by itself. "
        "You need to do nothing. If you want to keep it, extend it on our site.\n"
        "\n"
        "Alexa by Amazon\n"
        "What for: Answering your questions\n"
        "It may tell you:\n"
        "- How much is in these accounts, each with its name\n"
        "Accounts: Everyday ..1234\n"
        "Since: Nov. 20, 2026, 1:04 p.m.\n"
        "Until: Feb. 18, 2027, 1:04 p.m.\n"
        "\n"
        f"Look at it, change it or end it: https://bank.test/consents/{consent.public_id}/\n"
        "\n"
        "See and change who may ask about your money: https://bank.test/consents/\n"
        "Without the site: say “Disconnect my bank” to the assistant, unlink this bank in the "
        f"assistant's own app, or write to {settings.BANK_EMAIL}.\n"
        "\n"
        f"{settings.BANK_NAME}, {settings.BANK_ADDRESS}\n"
    )


def test_moments_are_told_in_her_own_time(addressed: Cast) -> None:
    User.objects.filter(pk=addressed.alice.pk).update(time_zone="Europe/Madrid")
    operations.pause(consent_of(addressed.alice), NOW)
    deliver()
    assert "When: Nov. 20, 2026, 7:04 p.m., by you, on this bank's site" in str(only().body)


@pytest.mark.parametrize("topic", Topic)
def test_every_security_notice_says_what_happened_and_what_to_do(
    addressed: Cast, topic: Topic
) -> None:
    notices.security(addressed.alice, topic, NOW, key="k", consent=consent_of(addressed.alice))
    deliver()
    letter = only()
    assert letter.subject == f"{settings.BANK_NAME}: {topic.label}"
    first, *_ = str(letter.body).splitlines()
    assert first.count(".") >= 2
    assert "When: Nov. 20, 2026, 1:04 p.m." in str(letter.body)


def test_a_replayed_token_is_told(addressed: Cast) -> None:
    authorization = consent_of(addressed.alice).authorizations.get()
    leaving.end_authorization(authorization, NOW, why="code replayed")
    deliver()
    assert "was used again" in str(only().body)
    assert "Assistant: Alexa" in str(only().body)


def all_kinds(cast: Cast) -> list[mail.EmailMultiAlternatives]:
    """A mail of every kind, about a consent that runs a while."""
    later = NOW + timedelta(days=365)
    consent = consent_of(cast.alice)
    type(consent).objects.filter(pk=consent.pk).update(expires_at=later + timedelta(days=20))
    consent.refresh_from_db()
    operations.pause(consent, NOW)
    notices.security(cast.alice, "token_replayed", NOW, key="k", consent=consent)
    notices.periodic(NOW + timedelta(days=90))
    notices.reminders(later)
    notices.yearly(later)
    Notice.objects.exclude(customer=cast.alice).delete()
    Notice.objects.filter(problem="not_needed").update(settled_at=None, problem="")
    deliver(later)
    return [each for each in mail.outbox if isinstance(each, mail.EmailMultiAlternatives)]


def test_no_mail_has_an_amount_a_picture_a_script_or_a_link_elsewhere(addressed: Cast) -> None:
    Assistant.objects.update(privacy_url="https://vendor.test/privacy")
    letters = all_kinds(addressed)
    assert len(letters) == 5
    for letter in letters:
        text, page = str(letter.body), html(letter)
        for amount in ("1,234.50", "1234.50", "123450", "1,200.00"):
            assert amount not in text + page
        assert re.findall(r"<(img|script|link|iframe|style)\b", page) == []
        links = re.findall(r"https?://[^\s<\"]+", text + page)
        assert links
        assert {link.startswith("https://bank.test/") for link in links} == {True}
        assert {"?" in link for link in links} == {False}


def test_text_and_page_say_the_same(addressed: Cast) -> None:
    for letter in all_kinds(addressed):
        page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(letter)))
        for words in ("Example", "Disconnect my bank", settings.BANK_EMAIL):
            assert (words in page) == (words in str(letter.body))


def test_it_says_that_a_machine_wrote_it(addressed: Cast) -> None:
    """RFC 3834, section 5: no holiday note comes back."""
    operations.pause(consent_of(addressed.alice), NOW)
    deliver()
    headers = message_from_bytes(only().message().as_bytes())
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers.get_content_type() == "multipart/alternative"


def test_names_are_text_and_not_markup_or_headers(addressed: Cast) -> None:
    Assistant.objects.update(name="<b>Alexa</b>\nBcc: charlie@example.com")
    operations.pause(consent_of(addressed.alice), NOW)
    deliver()
    letter = only()
    assert "<b>" not in html(letter)
    assert "&lt;b&gt;Alexa" in html(letter)
    assert letter.recipients() == ["alice@example.com"]
    assert "\n" not in letter.subject
