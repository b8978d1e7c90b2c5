"""The one switch that spares machines' URLs the middleware they have no use for.

A platform's request carries a signature instead of a session, and answers JSON to a machine: no
session, sign-in, CSRF token or message belongs to it, and together they cost a tenth of a
millisecond and, with a session, a statement. The same holds for what banks tell us of their own
accord, and for whoever collects the metrics.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import translation

PREFIX = "/platforms/"
BODY_LIMIT_BYTES = 64 * 1024
_OTHERS = re.compile(r"/banks/[^/]+/events(/event-notifications)?|/metrics")


def is_for_machines(path: str) -> bool:
    """Whether a machine calls that address, with a proof of its own."""
    return path.startswith(PREFIX) or _OTHERS.fullmatch(path) is not None


def platforms_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answers machines' URLs by their view alone; all others go on down the chain."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not is_for_machines(request.path_info):
            return get_response(request)
        # A page that this thread made before may have left another language.
        translation.deactivate()
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware
