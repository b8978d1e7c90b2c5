"""WSGI's view of a request: nothing in it lets a stranger choose how it is read."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest

from assistant.incoming import environ

BODY = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'


def arriving(content_type: str) -> WSGIRequest:
    scope: Any = SimpleNamespace(
        server="127.0.0.1:1",
        client="127.0.0.1:2",
        scheme="https",
        method="POST",
        path="/oauth/token/",
        query_string="q=%ff",
        http_version="1.1",
        headers={"content-type": content_type},
    )
    return WSGIRequest(environ(scope, BODY))


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"'])
def test_a_form_in_utf_8_is_read(charset: str) -> None:
    assert arriving(f"multipart/form-data; boundary=x{charset}").POST.dict() == {"a": "b"}


@pytest.mark.parametrize(
    "named", ["charset=punycode", "charset=hex", "charset*=utf-8''hex", 'charset="idna"']
)
def test_another_codec_leaves_the_body_unread(named: str) -> None:
    """Some of Python's codecs raise, and some take a minute for half a megabyte."""
    assert arriving(f"multipart/form-data; boundary=x; {named}").POST.dict() == {}
