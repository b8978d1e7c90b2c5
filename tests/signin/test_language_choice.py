"""Choosing a language: one of ours, whatever else the framework would take for one."""

import pytest

from banking.models import User
from tests.consent.oauth.linking import browser


@pytest.mark.parametrize("language", ["de", "en-" + "a" * 40, "../../etc", "es\0"])
def test_what_the_framework_takes_for_a_language_is_not_kept(alice: User, language: str) -> None:
    """It knows a hundred, and takes en-anything for English: longer than the column is."""
    kept = alice.language
    browser(alice).post("/accounts/language/", {"language": language, "next": "/consents/"})
    alice.refresh_from_db()
    assert alice.language == kept
