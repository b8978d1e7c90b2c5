"""What the app is told of what happened: disclosures, receipts, the voice code."""

from datetime import UTC
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from consent.api.shapes import AccountShape, Shape
from consent.history import lines
from consent.history.lines import Content
from consent.models import Disclosure
from consent.scopes import Scope
from consent.states import Channel, Event
from consent.voice.attempts import Readiness

READINESS = {
    Readiness.READY: _("There is a code that can be said."),
    Readiness.LOCKED: _("It was said wrongly three times; set it anew."),
    Readiness.NOT_SET: _("There is none."),
}


class DisclosureShape(Shape):
    """What one turn released to an assistant: which kinds of fact of which accounts."""

    consent = serializers.CharField()
    number = serializers.IntegerField(help_text="Its place under its consent.")
    at = serializers.DateTimeField(default_timezone=UTC)
    sentence = serializers.CharField(help_text="All of it in words, in her language and time.")
    assistant = serializers.CharField()
    platform = serializers.CharField()
    device = serializers.CharField(help_text="speaker, screen or chat")
    topic = serializers.CharField()
    manner = serializers.CharField(help_text="How amounts were told: exact, rounded ...")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    accounts = AccountShape(many=True)

    def to_representation(self, instance: Disclosure) -> dict[str, Any]:
        content = msgspec.json.decode(instance.content, type=Content)
        line = lines.line(instance, instance.consent.public_id, self.context["now"])
        row = {"consent": instance.consent.public_id, "number": instance.seq, "at": instance.at}
        said = {"sentence": line.sentence}
        return super().to_representation(row | said | msgspec.structs.asdict(content))


class ReceiptShape(Shape):
    """One change of a consent; its document is read by its id."""

    id = serializers.UUIDField(source="public_id")
    consent = serializers.CharField(source="consent.public_id")
    number = serializers.IntegerField(help_text="The revision of the consent that it tells of.")
    event = serializers.ChoiceField(choices=Event.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    at = serializers.DateTimeField()


class WholeReceiptShape(ReceiptShape):
    """One change of a consent, with the consent after it."""

    document = serializers.JSONField(help_text="In the terms of ISO/IEC TS 27560.")


class VoiceCodeShape(Shape):
    """Whether there is a code that can be said; the code itself is told to nobody."""

    state = serializers.ChoiceField(
        choices=[(each.name.lower(), label) for each, label in READINESS.items()]
    )
