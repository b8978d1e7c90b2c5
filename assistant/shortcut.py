"""The one switch that spares platform URLs the middleware they have no use for.

A platform's request carries a signature instead of a session, and answers JSON to a machine: no
session, sign-in, CSRF token or message belongs to it, and together they cost a tenth of a
millisecond and, with a session, a statement.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import translation

PREFIX = "/platforms/"
BODY_LIMIT_BYTES = 64 * 1024


def platforms_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answers platform URLs by their view alone; all others go on down the chain."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        # A page that this thread made before may have left another language.
        translation.deactivate()
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware
