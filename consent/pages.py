"""Personal pages: never stored, never framed, nothing from elsewhere; and whose they are."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# No form-action: the consent page posts to us and is then redirected to the assistant's vendor,
# which Chromium would block under 'self' alone (see the package's README).
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Adds them to every answer that does not say otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def bank(_request: HttpRequest) -> dict[str, dict[str, str]]:
    """The bank, for every template: whom the customer knows, and whom she asks."""
    return {
        "bank": {
            "name": settings.BANK_NAME,
            "address": settings.BANK_ADDRESS,
            "email": settings.BANK_EMAIL,
        }
    }
