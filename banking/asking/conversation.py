"""HTTP with one bank: bounded in time and size, never led elsewhere, scrubbed when it fails."""

import atexit
import os
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from banking.asking.deadline import Deadline, Transport
from banking.connector import (
    Bank,
    ConnectorError,
    Counted,
    Refused,
    Spend,
    TimeLimits,
    Unreachable,
    Unreadable,
    spend_freely,
)

# One answer, and all of one conversation.
MOST_BYTES = 8 * 1024 * 1024
MOST_BYTES_IN_ALL = 64 * 1024 * 1024
_TOO_LATE = "The bank did not answer in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bank answered; its body and headers stay out of every representation."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a request carries."""

    body: bytes = field(repr=False)
    kind: str


@contextmanager
def talking(
    bank: Bank,
    limits: TimeLimits,
    *,
    spend: Spend = spend_freely,
    transport: httpx.BaseTransport | None = None,
) -> "Iterator[Conversation]":
    """A conversation with the bank, ended with the block or at ``limits.total_s``.

    Connections are kept between conversations of one process; cookies are not.

    Raises:
        Refused: The operator's certificate or key is none.

    """
    deadline = Deadline(limits.total_s)
    client = httpx.Client(
        transport=transport or _transport(bank),
        timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        follow_redirects=False,
        trust_env=False,
    )
    # The client is not closed: that would close the connections that others go on to use.
    with deadline.holding():
        yield Conversation(client, deadline, spend)


# By what we show of ourselves; nothing for most banks.
_transports: dict[tuple[str, str], Transport] = {}
_MOST_TRANSPORTS = 64


def _transport(bank: Bank) -> Transport:
    """The connections of this process, kept between conversations."""
    ours = (bank.certificate, bank.private_key.reveal() if bank.certificate else "")
    if ours not in _transports:
        if len(_transports) >= _MOST_TRANSPORTS:
            # Not closed: another thread may be speaking on its connections.
            del _transports[next(iter(_transports))]
        # Reading the public roots takes longer than the rest of a refresh.
        _transports[ours] = Transport(_context(*ours))
    return _transports[ours]


def _context(certificate: str, private_key: str) -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    if not certificate:
        return context
    try:
        # OpenSSL reads them from a file only; this one is nobody else's, and gone at once.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(f"{certificate}\n{private_key}\n")
            file.flush()
            context.load_cert_chain(file.name)
    except (ssl.SSLError, ValueError):
        pass
    else:
        return context
    message = "The operator's certificate and key for the bank do not fit"
    raise Refused(message)


def forget_connections() -> None:
    """What is asked from now on goes over new ones: a child must not speak on its parent's."""
    while _transports:
        _transports.popitem()[1].close()


os.register_at_fork(after_in_child=forget_connections)
atexit.register(forget_connections)


class Conversation:
    """Requests to one bank until the deadline."""

    def __init__(self, client: httpx.Client, deadline: Deadline, spend: Spend) -> None:
        self._client = client
        self._deadline = deadline
        self._spend = spend
        self._received = 0

    def ask(  # noqa: PLR0913 - what an HTTP request is made of
        self,
        method: str,
        url: httpx.URL,
        *,
        headers: Mapping[str, str],
        content: Content | None = None,
        counted: Counted | None = None,
        bank_id: str = "",
    ) -> Reply:
        """The answer, whatever its status.

        Raises:
            Unreachable: There is none, or none in time.
            RateLimited: Our own budget at the bank has no such request left; none was sent.
            Unreadable: It breaks off, or is too large.
            Refused: The address is no address.

        """
        if self._deadline.is_past:
            raise Unreachable(_TOO_LATE)
        self._spend(counted, bank_id=bank_id)
        kind = {"Content-Type": content.kind} if content else {}
        is_answered = False
        try:
            with self._client.stream(
                method, url, headers={**headers, **kind}, content=content.body if content else None
            ) as response:
                is_answered = True
                return self._read(response)
        except httpx.HTTPError as error:
            problem = _problem(error, is_answered=is_answered)
        # Not raised above: the exception's context would hold the request with its credentials.
        raise problem

    def _read(self, response: httpx.Response) -> Reply:
        # A few compressed bytes may be gigabytes; none were asked for.
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            message = "The bank's answer is encoded as nobody asked"
            raise Unreadable(message)
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            self._received += len(chunk)
            if len(body) > MOST_BYTES or self._received > MOST_BYTES_IN_ALL:
                message = "The bank's answer is too large"
                raise Unreadable(message)
        return Reply(status=response.status_code, headers=response.headers, body=bytes(body))


def _problem(error: httpx.HTTPError, *, is_answered: bool) -> ConnectorError:
    match error:
        case httpx.TimeoutException():
            return Unreachable(_TOO_LATE)
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return Refused("The bank's address makes no request")
        case httpx.RemoteProtocolError() if is_answered:
            return Unreadable("The bank's answer broke off")
        case _:
            return Unreachable("The network to the bank failed")
