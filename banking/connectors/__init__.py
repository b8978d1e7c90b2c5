"""The registry: one line for each standard that a bank may speak."""

from importlib import import_module

from banking.connector import Connect

_MODULES = {
    "fdx": "banking.connectors.fdx.client",
}


def connect_for(standard: str) -> Connect:
    """The connector's entry.

    Raises:
        KeyError: No connector speaks that standard.

    """
    connect: Connect = import_module(_MODULES[standard]).connect
    return connect
