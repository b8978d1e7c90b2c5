"""The words in which 3.1 and 4.0 differ, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from banking.sandbox.accounts import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the standard; `errors` are the low-level codes by 4.0's own."""

    prefix: str
    holder_key: str
    kind_key: str
    kinds: Mapping[Kind, str]
    booked: str
    available: str
    statuses: Mapping[bool, str]
    consent: Mapping[str, str]
    errors: Mapping[str, str]


# Source: UK Open Banking 3.1.11 and 4.0, their OpenAPI files and OB_Internal_Codeset.
ERRORS = {
    "U002": "UK.OBIE.Field.Invalid",
    "U004": "UK.OBIE.Field.Missing",
    "U009": "UK.OBIE.Resource.InvalidConsentStatus",
    "U011": "UK.OBIE.Resource.NotFound",
    "U028": "UK.OBIE.Reauthenticate",
    "U000": "UK.OBIE.UnexpectedError",
}
V31 = Version(
    prefix="/open-banking/v3.1/aisp",
    holder_key="AccountType",
    kind_key="AccountSubType",
    kinds={
        Kind.CHECKING: "CurrentAccount",
        Kind.SAVINGS: "Savings",
        Kind.CREDIT_CARD: "CreditCard",
        Kind.AUTO_LOAN: "Loan",
    },
    booked="InterimBooked",
    available="InterimAvailable",
    statuses={True: "Pending", False: "Booked"},
    consent={"asked": "AwaitingAuthorisation", "given": "Authorised", "expired": "Revoked"},
    errors=ERRORS,
)
V40 = Version(
    prefix="/open-banking/v4.0/aisp",
    holder_key="AccountCategory",
    kind_key="AccountTypeCode",
    kinds={
        Kind.CHECKING: "CACC",
        Kind.SAVINGS: "SVGS",
        Kind.CREDIT_CARD: "CARD",
        Kind.AUTO_LOAN: "LOAN",
    },
    booked="ITBD",
    available="ITAV",
    statuses={True: "PDNG", False: "BOOK"},
    consent={"asked": "AWAU", "given": "AUTH", "expired": "EXPD"},
    errors={code: code for code in ERRORS},
)
VERSIONS = (V31, V40)


def version_of(path: str) -> Version | None:
    """Return the version whose addresses these are."""
    return next((each for each in VERSIONS if path.startswith(f"{each.prefix}/")), None)
