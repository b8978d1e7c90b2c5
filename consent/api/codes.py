"""The voice code: whether there is one, set it, take it away; it is read back to nobody."""

from http import HTTPStatus

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.authentication import ask_fresh
from consent.api.ground import View, empty
from consent.api.problems import Code
from consent.api.records import VoiceCodeShape
from consent.api.strict import Strict, Text
from consent.voice import voice_code
from consent.voice.weak_codes import LENGTH


@extend_schema_field({"type": "string", "pattern": f"^[0-9]{{{LENGTH}}}$", "writeOnly": True})
class CodeField(Text):
    """The code as it was typed; whether it will do is not decided here."""


class NewCode(Strict):
    """A new voice code."""

    code = CodeField(write_only=True, max_length=20, help_text="Four digits, such as 4071.")


class VoiceCode(View):
    refuses = dict.fromkeys(("PUT", "DELETE"), (Code.REAUTHENTICATION_REQUIRED,))

    def _told(self) -> Response:
        return Response({"state": voice_code.readiness(self.customer).name.lower()})

    @extend_schema(
        operation_id="read_voice_code",
        summary="Whether there is a voice code",
        responses=VoiceCodeShape,
    )
    def get(self, request: Request) -> Response:  # noqa: ARG002 - Django's signature
        return self._told()

    @extend_schema(
        operation_id="set_voice_code",
        summary="Set a voice code: a first one, another one, or one after it was locked",
        description="Needs a sign-in of the last five minutes.",
        request=NewCode,
        responses=VoiceCodeShape,
    )
    def put(self, request: Request) -> Response:
        new = NewCode(data=request.data)
        new.is_valid(raise_exception=True)
        ask_fresh(request)
        objection = voice_code.set_code(self.customer, new.validated_data["code"], self.now)
        if objection:
            raise ValidationError({"code": objection.label})
        return self._told()

    @extend_schema(
        operation_id="remove_voice_code",
        summary="Take the voice code away; what asks for it is then told to nobody",
        description="Needs a sign-in of the last five minutes.",
        request=None,
        responses={HTTPStatus.NO_CONTENT: None},
    )
    def delete(self, request: Request) -> Response:
        empty(request)
        # Without a code, the first voice that is recognised is taken for hers.
        ask_fresh(request)
        voice_code.remove(self.customer, self.now)
        return Response(status=HTTPStatus.NO_CONTENT)
