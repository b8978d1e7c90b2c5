"""Registering an assistant."""

import pytest
from django.core.management import CommandError, call_command

from consent.models import Assistant
from tests.people import REDIRECT, SECRET

ARGUMENTS = ("seed_assistant", "alexa")


def test_it_registers_once_and_updates_after(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_ASSISTANT_SECRET", SECRET)
    call_command(*ARGUMENTS, redirect_uri=[REDIRECT])
    call_command(*ARGUMENTS, redirect_uri=[REDIRECT], name="Alexa at home")
    assistant = Assistant.objects.get()
    assert (assistant.name, assistant.redirect_uris) == ("Alexa at home", REDIRECT)
    assert (assistant.client_type, assistant.skip_authorization) == ("confidential", False)
    assert assistant.client_secret != SECRET


def test_a_secret_is_needed_for_one_that_can_keep_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAYSO_ASSISTANT_SECRET", raising=False)
    with pytest.raises(CommandError, match="SAYSO_ASSISTANT_SECRET"):
        call_command(*ARGUMENTS, redirect_uri=[REDIRECT])
    call_command(*ARGUMENTS, redirect_uri=[REDIRECT], public=True)
    assert Assistant.objects.get().client_type == "public"


@pytest.mark.parametrize("uri", ["http://evil.test/", "not an address", f"{REDIRECT}#there"])
def test_an_address_that_could_not_be_matched_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, uri: str
) -> None:
    monkeypatch.setenv("SAYSO_ASSISTANT_SECRET", SECRET)
    with pytest.raises(CommandError):
        call_command(*ARGUMENTS, redirect_uri=[uri])
    assert not Assistant.objects.filter(redirect_uris=uri).exists()
