"""Letters are in the language of whom they are for, whosever browser caused them."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from banking.models import User
from consent.models import Consent, Notice
from consent.writing import letters, notices
from tests.consent.oauth.linking import browser
from tests.consent.writing.post import deliver
from tests.language import leftovers
from tests.people import Cast


def read(letter: EmailMultiAlternatives) -> str:
    """The subject and both forms of a letter."""
    html = (str(each[0]) for each in letter.alternatives)
    return "\n".join((str(letter.subject), str(letter.body), *html))


def test_a_receipt_is_sent_in_spanish(spanish: Cast) -> None:
    deliver(timezone.now())
    [letter] = [each for each in mail.outbox if "Permitiste" in str(each.subject)]
    assert isinstance(letter, EmailMultiAlternatives)
    assert "Permitiste que Alexa conteste preguntas sobre tu dinero" in letter.subject
    assert '<html lang="es">' in read(letter)
    assert leftovers.english(read(letter)) == set()


@pytest.mark.parametrize("kind", [Notice.Kind.REMINDER, Notice.Kind.PERIODIC, Notice.Kind.YEARLY])
def test_a_notice_is_sent_in_spanish(spanish: Cast, kind: str) -> None:
    letter = read(_written(spanish, kind=kind))
    assert leftovers.english(letter) == set()
    assert "tu dinero" in letter


@pytest.mark.parametrize("topic", notices.Topic.values)
def test_a_warning_is_sent_in_spanish(spanish: Cast, topic: str) -> None:
    letter = read(_written(spanish, kind=Notice.Kind.SECURITY, topic=topic))
    assert leftovers.english(letter) == set()
    assert "Cuándo" in letter


def _written(cast: Cast, **of: str) -> EmailMultiAlternatives:
    """The letter of a notice to Alice."""
    now = timezone.now()
    consent = Consent.objects.get(customer=cast.alice, state="live")
    notice = Notice.objects.create(
        customer=cast.alice, consent=consent, key="a-key", created_at=now, **of
    )
    return letters.written(notice, now)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("es", "Elige una contraseña nueva"), ("en", "Choose a new password")],
)
def test_a_new_passwords_link_is_sent_in_her_language(
    cast: Cast, language: str, subject: str
) -> None:
    User.objects.filter(pk=cast.alice.pk).update(email="alice@example.com", language=language)
    browser().post(
        "/accounts/password/reset/",
        {"email": "alice@example.com"},
        HTTP_ACCEPT_LANGUAGE="en" if language == "es" else "es",
    )
    [letter] = mail.outbox
    assert subject in letter.subject
    assert (leftovers.english(str(letter.body)) == set()) is (language == "es")


def test_who_never_chose_gets_letters_in_english(cast: Cast) -> None:
    assert (cast.alice.language, cast.alice.reading_language) == ("", "en")
