"""How one bank's OFX is spoken, from its institution's options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banking.connector import Refused

# Source: the versions that were published; 2.x is XML. The first of a row is the usual one.
_VERSIONS = (
    *("203", "102", "103", "151", "160"),
    *("200", "201", "202", "210", "211", "220", "230"),
)
_DEBTS = ("negative", "positive")
_FIRST_XML = 200
# Source: OFX 1.0.3 and 2.0.3, 2.5.1.5: the first that know CLIENTUID.
_KNOWS_CLIENT = (103, 203)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What differs between banks.

    Shape: ``is_debt_negative``: what is owed on cards and credit lines is a negative balance, as
    OFX has it; some banks send it as a positive one.
    """

    version: int
    organisation: str
    institution: str
    application: str
    application_version: str
    is_debt_negative: bool

    @property
    def is_xml(self) -> bool:
        return self.version >= _FIRST_XML

    @property
    def knows_client(self) -> bool:
        return self.version >= _KNOWS_CLIENT[self.is_xml]


def of(options: Mapping[str, str]) -> Dialect:
    """The dialect that the operator entered.

    Raises:
        Refused: An option has a value that is none of its own.

    """
    version = _one_of(options, "version", _VERSIONS)
    debts = _one_of(options, "debts", _DEBTS)
    return Dialect(
        version=int(version),
        organisation=_said(options, "org", "", 32),
        institution=_said(options, "fid", "", 32),
        application=_said(options, "appid", "SAYSO", 5),
        application_version=_said(options, "appver", "0100", 4),
        is_debt_negative=debts == "negative",
    )


def _one_of(options: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    said = options.get(name, known[0])
    if said not in known:
        raise _refused(name)
    return said


def _said(options: Mapping[str, str], name: str, otherwise: str, most: int) -> str:
    said = options.get(name, otherwise)
    if not re.fullmatch(rf"[ -~]{{0,{most}}}", said):
        raise _refused(name)
    return said


def _refused(name: str) -> Refused:
    return Refused(f"The institution's option {name} is none of OFX")
