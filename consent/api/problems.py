"""What the app is told when something is refused: RFC 9457, one code and one sentence each."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from consent import operations, states

MEDIA_TYPE = "application/problem+json"


class Code(models.TextChoices):
    """What is wrong, for the app; the sentence says what the customer can do."""

    INVALID = "invalid", _("Something that was sent is not as it should be; see errors.")
    MALFORMED = "malformed", _("What was sent is not JSON that can be read; send it again, whole.")
    NOTHING_LEFT = (
        "nothing_left",
        _("Choose at least one kind of fact and one account, or end the consent instead."),
    )
    SIGN_IN_REQUIRED = "sign_in_required", _("Sign in, then try again.")
    REAUTHENTICATION_REQUIRED = (
        "reauthentication_required",
        _("Sign in again to show that it is you, then try again."),
    )
    FORBIDDEN = "forbidden", _("That is not allowed here.")
    NOT_FOUND = "not_found", _("There is nothing of yours here; load the list again.")
    METHOD_NOT_ALLOWED = "method_not_allowed", _("That cannot be done here; see Allow.")
    NOT_ACCEPTABLE = "not_acceptable", _("The answer is JSON; accept it.")
    NOT_POSSIBLE = (
        "not_possible",
        _("That is no longer possible; load it again to see how it stands."),
    )
    CHANGED_MEANWHILE = (
        "changed_meanwhile",
        _("It was changed in the meantime; load it again and look before you decide."),
    )
    TOO_LARGE = "too_large", _("That is too much at once; send less.")
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", _("Send JSON, as application/json.")
    PRECONDITION_REQUIRED = (
        "precondition_required",
        _("Say in If-Match which state of it you looked at: the ETag it came with."),
    )
    THROTTLED = "throttled", _("That was too often; wait a moment, then try again.")


class Problem(exceptions.APIException):
    """A refusal by its code."""

    def __init__(self, code: Code) -> None:
        self.code, self.status_code = code, _STATUS[code]
        super().__init__(code.label, code.value)


_STATUS = {
    Code.INVALID: HTTPStatus.BAD_REQUEST,
    Code.MALFORMED: HTTPStatus.BAD_REQUEST,
    Code.NOTHING_LEFT: HTTPStatus.BAD_REQUEST,
    Code.SIGN_IN_REQUIRED: HTTPStatus.UNAUTHORIZED,
    Code.REAUTHENTICATION_REQUIRED: HTTPStatus.FORBIDDEN,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Code.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
    Code.NOT_POSSIBLE: HTTPStatus.CONFLICT,
    Code.CHANGED_MEANWHILE: HTTPStatus.PRECONDITION_FAILED,
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Code.PRECONDITION_REQUIRED: HTTPStatus.PRECONDITION_REQUIRED,
    Code.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
}
_CODES: tuple[tuple[type[Exception], Code], ...] = (
    (operations.NothingLeft, Code.NOTHING_LEFT),
    (states.Forbidden, Code.NOT_POSSIBLE),
    (exceptions.ValidationError, Code.INVALID),
    (exceptions.ParseError, Code.MALFORMED),
    (exceptions.NotAuthenticated, Code.SIGN_IN_REQUIRED),
    (exceptions.AuthenticationFailed, Code.SIGN_IN_REQUIRED),
    (exceptions.PermissionDenied, Code.FORBIDDEN),
    (PermissionDenied, Code.FORBIDDEN),
    (exceptions.NotFound, Code.NOT_FOUND),
    (Http404, Code.NOT_FOUND),
    (exceptions.MethodNotAllowed, Code.METHOD_NOT_ALLOWED),
    (exceptions.NotAcceptable, Code.NOT_ACCEPTABLE),
    (exceptions.UnsupportedMediaType, Code.UNSUPPORTED_MEDIA_TYPE),
    (exceptions.Throttled, Code.THROTTLED),
)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to what was raised; None for our own mistakes, which stay such."""
    code = _code_of(error)
    if code is None:
        return None
    # The framework's own answer has the headers: Retry-After, WWW-Authenticate.
    framed = exception_handler(error, context)
    headers = dict(framed.headers.items()) if framed else {}
    headers.pop("Content-Type", None)
    body = document(code)
    if code is Code.INVALID and isinstance(error, exceptions.ValidationError):
        body["errors"] = list(_errors(error.detail))
    return Response(body, _STATUS[code], headers=headers, content_type=MEDIA_TYPE)


def _code_of(error: Exception) -> Code | None:
    if isinstance(error, Problem):
        return error.code
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


def status_of(code: Code) -> HTTPStatus:
    """The status that goes with a code."""
    return _STATUS[code]


def document(code: Code) -> dict[str, Any]:
    """The problem's document.

    Source: RFC 9457 section 3.1; ``about:blank`` is what its status says (section 4.2.1).
    """
    status = _STATUS[code]
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": str(code.label),
        "code": code.value,
    }


def _errors(detail: Any, pointer: str = "#") -> Iterator[dict[str, str]]:  # noqa: ANN401 - a tree
    """Each mistake with where it is, as a JSON pointer (RFC 6901)."""
    match detail:
        case dict():
            for name, inner in detail.items():
                inside = str(name).replace("~", "~0").replace("/", "~1")
                yield from _errors(inner, pointer if name == _WHOLE else f"{pointer}/{inside}")
        case list():
            for inner in detail:
                yield from _errors(inner, pointer)
        case _:
            yield {"pointer": pointer, "detail": str(detail)}


_WHOLE = "non_field_errors"


@csrf_exempt
def unknown(_request: HttpRequest, **_rest: str) -> JsonResponse:
    """Every other address below ours."""
    return JsonResponse(document(Code.NOT_FOUND), status=404, content_type=MEDIA_TYPE)
