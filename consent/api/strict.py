"""Input that is taken as it is or refused: nothing converted, nothing passed over."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Strict(serializers.Serializer[Any]):
    """A shape that refuses names it does not know."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                message = _("It is not known what this is for.")
                raise serializers.ValidationError({str(name): [message] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Strict):
    """No body, or an empty one."""


class Text(serializers.CharField):
    """Text, and no number that looks like one."""

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - JSON is anything
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Switch(serializers.BooleanField):
    """True or false, and nothing that is taken for one of them."""

    def to_internal_value(self, data: Any) -> bool:  # noqa: ANN401 - JSON is anything
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class OneOf(serializers.ChoiceField):
    """One of the choices, of their own type; what was sent instead is not said again."""

    default_error_messages = {"invalid_choice": _("This is none of the choices.")}

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if type(data) not in {str, int} or data not in self.choices:
            self.fail("invalid_choice", input="")
        return data
