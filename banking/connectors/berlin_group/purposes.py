"""What a movement was for, in ISO 20022's codes and in our own categories."""

from banking import categories
from banking.facts import Category

# Source: ISO 20022, ExternalPurpose1Code; what a person would not look for is left out.
_PURPOSES = {
    "ALMY": Category.INCOME,
    "BENE": Category.INCOME,
    "BONU": Category.INCOME,
    "CASH": Category.TRANSFER,
    "CHAR": Category.GIVING,
    "COMT": Category.FEES,
    "DIVI": Category.INTEREST,
    "EDUC": Category.EDUCATION,
    "ELEC": Category.UTILITIES,
    "GASB": Category.UTILITIES,
    "GIFT": Category.TRANSFER,
    "GOVI": Category.INSURANCE,
    "HLRP": Category.LOANS,
    "HSPC": Category.HEALTH,
    "INSU": Category.INSURANCE,
    "INTC": Category.TRANSFER,
    "INTE": Category.INTEREST,
    "LBRI": Category.INSURANCE,
    "LIFI": Category.INSURANCE,
    "LOAN": Category.LOANS,
    "LOAR": Category.LOANS,
    "MDCS": Category.HEALTH,
    "NWCH": Category.UTILITIES,
    "PENS": Category.INCOME,
    "PHON": Category.UTILITIES,
    "RENT": Category.HOUSING,
    "SALA": Category.INCOME,
    "SAVG": Category.TRANSFER,
    "SSBE": Category.INCOME,
    "STDY": Category.EDUCATION,
    "TAXS": Category.TAXES,
    "TRAD": Category.OTHER,
    "VATX": Category.TAXES,
    "WHLD": Category.TAXES,
    "WTER": Category.UTILITIES,
}
# Source: ISO 20022, external bank transaction codes: the sub-family, wherever it appears.
_SUB_FAMILIES = {
    "ATDP": Category.CASH,
    "CHRG": Category.FEES,
    "COME": Category.FEES,
    "COMM": Category.FEES,
    "COMT": Category.FEES,
    "CWDL": Category.CASH,
    "DDWN": Category.LOANS,
    "DVCA": Category.INTEREST,
    "FEES": Category.FEES,
    "INTR": Category.INTEREST,
    "PPAY": Category.LOANS,
    "SALA": Category.INCOME,
    "TAXE": Category.TAXES,
    "XCHC": Category.CASH,
}


def category(purpose: str | None, bank_code: str | None, proprietary: str | None) -> Category:
    """By the purpose, else the bank's ISO code (``PMNT-CCRD-CWDL``), else its own words."""
    named = _PURPOSES.get(purpose or "")
    sub_family = (bank_code or "").rpartition("-")[2]
    return named or _SUB_FAMILIES.get(sub_family) or categories.of_words(proprietary)
