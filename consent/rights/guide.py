"""What a customer's archive says about itself: each file in a sentence, and what the law asks.

Source: GDPR, article 15(1).
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from consent import gateway
from consent.rights import retention

FILES = {
    "person": _("Who you are here: user name, name, date of birth, language, last sign-in."),
    "email_addresses": _("The e-mail addresses we write to."),
    "sign_in_means": _("How you prove who you are: which means, since when. Not their secrets."),
    "sessions": _("Your sign-ins: when, from which address, with which browser."),
    "sign_in_at_the_bank": _("How your bank's own sign-in knows you."),
    "links": _("Which banks you connected, and when we last heard from them."),
    "documents": _("Files of your bank's that you handed in: when, and a fingerprint of each."),
    "refreshes": _("When we asked your bank for news, and what came of it."),
    "accounts": _("Your accounts. We never hold the full account number."),
    "balances": _("How much was in each account, and at which moment."),
    "transactions": _("What you paid and were paid. A minus is money that went out."),
    "dues": _("What you have to pay on cards and loans, and by when."),
    "consents": _("What you allowed each assistant, why, how loudly, from when until when."),
    "consent_scopes": _("The kinds of fact each of them may tell."),
    "consent_accounts": _("The accounts each of them is about."),
    "authorizations": _("Each time you connected an assistant."),
    "access_tokens": _("The keys assistants hold now: when made, until when. Not the keys."),
    "refresh_tokens": _("The longer keys, with which they get new ones. Not the keys."),
    "platform_identities": _("How an assistant's maker knows you, scrambled beyond reading."),
    "disclosures": _("Everything that was released: to whom, when, which kind of fact."),
    "erasures": _("What you erased, or what was destroyed because its time was over."),
    "receipts": _("The receipt of each change, in the terms of ISO/IEC TS 27560."),
    "voice_code": _("Since when you have a voice code. Not the code."),
    "voice_code_said": _("Conversations in which you just said your voice code."),
    "notices": _("The letters we wrote to you, or are about to."),
    "exports": _("The copies of your data that you asked for."),
    "audit_events": _("What was done by you or to what is yours, and when."),
}


def text(customer: AbstractBaseUser, names: Sequence[str], now: datetime) -> str:
    """The guide in the customer's language and time zone.

    Raises:
        KeyError: A file has no sentence; an archive must not hold what it does not explain.

    """
    language = getattr(customer, "reading_language", settings.LANGUAGE_CODE)
    with translation.override(language), timezone.override(gateway.own_time_zone(customer)):
        return render_to_string(
            "consent/archive_guide.txt",
            {
                "now": now,
                "bank": settings.BANK_NAME,
                "email": settings.BANK_EMAIL,
                "files": [(name, FILES[name]) for name in names],
                "rules": retention.rules(),
            },
        )
