"""One id for each request, in its log lines, its rows of the trail and its answer."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

HEADER = "X-Request-ID"


def traced(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Names the request; a name that it brings is not believed, or anyone could forge the trail."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        name = secrets.token_hex(8)
        clear_contextvars()
        bind_contextvars(request=name)
        response = get_response(request)
        response.headers[HEADER] = name
        return response

    return middleware
