"""What ISO 20022's codes say a movement was for."""

from collections.abc import Sequence

from banking.facts import Category

# Source: ISO 20022, ExternalPurpose1Code: why it was paid.
_PURPOSES = {
    "SALA": Category.INCOME,
    "PENS": Category.INCOME,
    "SSBE": Category.INCOME,
    "INTE": Category.INTEREST,
    "DIVI": Category.INTEREST,
    "RENT": Category.HOUSING,
    "ELEC": Category.UTILITIES,
    "GASB": Category.UTILITIES,
    "WTER": Category.UTILITIES,
    "PHON": Category.UTILITIES,
    "TAXS": Category.TAXES,
    "VATX": Category.TAXES,
    "CHAR": Category.GIVING,
    "LOAN": Category.LOANS,
    "LIFI": Category.INSURANCE,
    "HLTI": Category.INSURANCE,
    "MDCS": Category.HEALTH,
    "EDUC": Category.EDUCATION,
}
# Source: ISO 20022, ExternalBankTransactionSubFamily1Code: how it was booked.
_SUB_FAMILIES = {
    "SALA": Category.INCOME,
    "CWDL": Category.CASH,
    "CDPT": Category.CASH,
    "CHRG": Category.FEES,
    "FEES": Category.FEES,
    "COMM": Category.FEES,
    "INTR": Category.INTEREST,
    "DVCA": Category.INTEREST,
    "TAXE": Category.TAXES,
}


def category(code: Sequence[str], purpose: str) -> Category:
    """The purpose's category, else the sub-family's; OTHER for a bank's own codes."""
    sub_family = code[-1] if len(code) == len(("domain", "family", "sub-family")) else ""
    otherwise = _SUB_FAMILIES.get(sub_family, Category.OTHER)
    return _PURPOSES.get(purpose, otherwise)
