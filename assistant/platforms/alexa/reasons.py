"""Why a request was not believed: for the log, never for its sender."""

from enum import StrEnum


class Why(StrEnum):
    """The rule it broke, in the order they are tried."""

    HEADERS = "headers"
    ADDRESS_CHARACTERS = "certificate address: characters"
    ADDRESS_SCHEME = "certificate address: scheme"
    ADDRESS_HOST = "certificate address: host"
    ADDRESS_PATH = "certificate address: path"
    FETCH_STATUS = "certificate fetch: status"
    FETCH_NETWORK = "certificate fetch: network"
    FETCH_SIZE = "certificate fetch: size"
    FETCH_TIME = "certificate fetch: time"
    FETCH_TOO_MANY = "certificate fetch: too many"
    CHAIN_ABSENT = "certificate chain: no test authority"
    CHAIN_UNREADABLE = "certificate chain: unreadable"
    CHAIN_UNTRUSTED = "certificate chain: untrusted"
    CHAIN_KEY = "certificate chain: key"
    SIGNATURE = "signature"
    BODY = "body"
    TIMESTAMP_MISSING = "timestamp: missing"
    TIMESTAMP_PAST = "timestamp: past"
    TIMESTAMP_FUTURE = "timestamp: future"
    SKILL = "skill"
