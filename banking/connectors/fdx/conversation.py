"""HTTP with one bank: bounded in time and size, never led elsewhere, scrubbed when it fails."""

from collections.abc import Mapping

import httpx

from banking.connector import ConnectorError, Refused, Unreachable, Unreadable
from banking.connectors.fdx.deadline import Deadline
from banking.connectors.fdx.errors import Reply

# One answer, and all of one conversation.
MOST_BYTES = 8 * 1024 * 1024
MOST_BYTES_IN_ALL = 64 * 1024 * 1024
_TOO_LATE = "The bank did not answer in time"


class Conversation:
    """Requests to one bank until the deadline."""

    def __init__(self, client: httpx.Client, deadline: Deadline) -> None:
        self._client = client
        self._deadline = deadline
        self._received = 0

    def ask(
        self,
        method: str,
        url: httpx.URL,
        *,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer, whatever its status.

        Raises:
            Unreachable: There is none, or none in time.
            Unreadable: It breaks off, or is too large.
            Refused: The address is no address.

        """
        if self._deadline.is_past:
            raise Unreachable(_TOO_LATE)
        is_answered = False
        try:
            with self._client.stream(method, url, headers=headers, data=form) as response:
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
