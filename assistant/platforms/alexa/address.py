"""Which addresses a signing certificate may come from."""

import posixpath
import re
from urllib.parse import urlsplit

from assistant.platform import Unverified
from assistant.platforms.alexa.reasons import Why

ORIGIN = "https://s3.amazonaws.com"
FOLDER = "/echo.api/"
# Amazon's addresses are made of these alone. Without "@", "?", "#", "\" and, above all, "%", there
# is one way to write a path: no encoded dots, and no two cache entries for one certificate.
_PLAIN = re.compile(r"[A-Za-z0-9:/._~-]{1,512}")


def checked(unverified_url: str) -> str:
    """The address in its one normal form, if a certificate may be fetched from it.

    Raises:
        Unverified: It leads elsewhere.

    Source: "Hosting a Custom Skill as a Web Service", checking the certificate's URL: scheme and
    host in any case, path in its own, after normalising; port 443 or none.

    """
    if not _PLAIN.fullmatch(unverified_url):
        raise Unverified(Why.ADDRESS_CHARACTERS)
    parts = urlsplit(unverified_url)
    if parts.scheme != "https":
        raise Unverified(Why.ADDRESS_SCHEME)
    if parts.netloc.lower() not in {"s3.amazonaws.com", "s3.amazonaws.com:443"}:
        raise Unverified(Why.ADDRESS_HOST)
    # RFC 3986, 5.2.4: dot segments go before the path is compared, or /echo.api/../x would pass.
    path = posixpath.normpath(parts.path)
    if not path.startswith(FOLDER):
        raise Unverified(Why.ADDRESS_PATH)
    return ORIGIN + path
