"""The registry: one line for each standard that a bank may speak."""

from importlib import import_module

from banking.connector import Connect
from banking.standard import Standard

_FOLDERS = {
    "berlin_group": "banking.connectors.berlin_group",
    "camt053": "banking.connectors.camt053",
    "fdx": "banking.connectors.fdx",
    "obie": "banking.connectors.obie",
    "ofx": "banking.connectors.ofx",
    "plaid": "banking.connectors.plaid",
    "simplefin": "banking.connectors.simplefin",
}
NAMES = tuple(_FOLDERS)


def standard_of(name: str) -> Standard:
    """What the standard's folder offers.

    Raises:
        KeyError: No connector speaks that standard.

    """
    standard: Standard = import_module(f"{_FOLDERS[name]}.standard").STANDARD
    return standard


def connect_for(name: str) -> Connect:
    """The connector's entry.

    Raises:
        KeyError: No connector speaks that standard.

    """
    return standard_of(name).connect


def ways_in(name: str) -> frozenset[str]:
    """The values of ``Institution.linked_by`` that the standard knows; none for no standard."""
    if name not in NAMES:
        return frozenset()
    standard = standard_of(name)
    offered = {
        "numbers": standard.takes_numbers,
        "sign_in": standard.sign_in is not None,
        "form": standard.form is not None,
        "upload": standard.upload is not None,
    }
    return frozenset(way for way, is_offered in offered.items() if is_offered)
