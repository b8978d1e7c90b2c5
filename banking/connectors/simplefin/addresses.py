"""SimpleFIN's addresses come from whoever typed the token: only the operator's hosts are asked."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx

from banking.asking.addresses import url
from banking.connector import Bank, Secret


class Elsewhere(Exception):  # noqa: N818 - where it leads
    """The address is none, or not one of the hosts that the operator entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessUrl:
    """An Access URL, taken apart so that no message of ours can hold its credentials.

    Source: SimpleFIN, "Claim the Access URL".
    """

    root: str
    user: str
    password: Secret = field(repr=False)


def checked(text: str, bank: Bank) -> httpx.URL:
    """The address, if it is the bank's own: scheme and port as of its ``base_url``, host below it.

    More hosts stand in the option ``hosts``. An address in numbers is none of them, unless it is
    the operator's own: neither this machine nor a cloud's metadata can be meant by a token.

    Raises:
        Elsewhere: It is not.
        Refused: The operator's own address is none.

    """
    base = url(bank.base_url)
    try:
        read = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        read = httpx.URL()
    is_ours = (read.scheme, read.port) == (base.scheme, base.port)
    if not is_ours or not _is_host(read.host, base.host, _hosts(bank)) or read.fragment:
        message = "The address is not one of the bank's own hosts"
        raise Elsewhere(message)
    return read


def access_url(text: str, bank: Bank) -> AccessUrl:
    """The parts of an Access URL.

    Raises:
        Elsewhere: It is not the bank's, or holds no credentials.

    """
    read = checked(text.strip(), bank)
    user, _, password = read.userinfo.decode("ascii", "replace").partition(":")
    if not user or not password:
        message = "The address holds no credentials"
        raise Elsewhere(message)
    return AccessUrl(
        root=str(read.copy_with(userinfo=b"", query=None)),
        user=unquote(user),
        password=Secret(unquote(password)),
    )


def _hosts(bank: Bank) -> list[str]:
    listed = bank.options.get("hosts", "").lower().replace(",", " ").split()
    # One word would be all of a top-level domain, or a neighbour in our own network.
    return [host for host in listed if "." in host]


def _is_host(host: str, base: str, more: Iterable[str]) -> bool:
    if host == base:
        return True
    if not host or _is_numeric(host):
        return False
    return any(host == each or host.endswith(f".{each}") for each in (base, *more))


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
