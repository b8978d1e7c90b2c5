"""Registers an assistant as an OAuth client, with its vendor's data-use agreement."""

import os
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consent.models import Assistant

_TERMS = (
    "It may speak the answer and show it on your screen. It may keep what it heard as part of your "
    "voice history until you delete it there. It may not use it for advertising or pass it on."
)


class Command(BaseCommand):
    help = "Registers an assistant, or brings its registration up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client_id")
        parser.add_argument("--name", default="Alexa")
        parser.add_argument("--vendor", default="Amazon")
        parser.add_argument("--platform", default="alexa")
        parser.add_argument("--redirect-uri", action="append", required=True)
        parser.add_argument(
            "--public", action="store_true", help="It keeps no secret; its refresh tokens rotate."
        )
        parser.add_argument("--terms", default=_TERMS)

    def handle(self, *_: Any, **options: Any) -> None:
        today = timezone.now().date()
        assistant, is_new = Assistant.objects.get_or_create(
            client_id=options["client_id"],
            defaults={
                "name": options["name"],
                "authorization_grant_type": Assistant.GRANT_AUTHORIZATION_CODE,
                "client_type": Assistant.CLIENT_PUBLIC
                if options["public"]
                else Assistant.CLIENT_CONFIDENTIAL,
                "client_secret": _secret(is_public=options["public"]),
                "agreement_version": "1",
                "agreed_on": today,
                "agreement_ends_on": today + timedelta(days=365),
            },
        )
        assistant.name, assistant.vendor = options["name"], options["vendor"]
        assistant.platform = options["platform"]
        assistant.redirect_uris = " ".join(options["redirect_uri"])
        assistant.agreement_terms = options["terms"]
        _check(assistant)
        assistant.save()
        done = "Registered" if is_new else "Updated"
        self.stdout.write(f"{done} {assistant.name} as {assistant.client_id}.")


def _secret(*, is_public: bool) -> str:
    secret = os.environ.get("SAYSO_ASSISTANT_SECRET", "")
    if not secret and not is_public:
        message = "Set SAYSO_ASSISTANT_SECRET to the secret that the assistant's vendor will send."
        raise CommandError(message)
    return secret


def _check(assistant: Assistant) -> None:
    try:
        assistant.full_clean(exclude=["client_secret"])
    except ValidationError as error:
        raise CommandError("; ".join(error.messages)) from error
