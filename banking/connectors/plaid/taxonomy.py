"""Plaid's personal finance categories in ours; what is not listed by name goes by its group.

Source: Plaid's taxonomy of personal finance categories, versions 1 and 2.
"""

from banking.connectors.plaid.wire import Purpose
from banking.facts import Category

_GROUPS = {
    "INCOME": Category.INCOME,
    "TRANSFER_IN": Category.TRANSFER,
    "TRANSFER_OUT": Category.TRANSFER,
    "LOAN_PAYMENTS": Category.LOANS,
    "LOAN_DISBURSEMENTS": Category.LOANS,
    "BANK_FEES": Category.FEES,
    "ENTERTAINMENT": Category.ENTERTAINMENT,
    "FOOD_AND_DRINK": Category.RESTAURANTS,
    "GENERAL_MERCHANDISE": Category.SHOPPING,
    "HOME_IMPROVEMENT": Category.HOUSING,
    "MEDICAL": Category.HEALTH,
    "PERSONAL_CARE": Category.SERVICES,
    "GENERAL_SERVICES": Category.SERVICES,
    "GOVERNMENT_AND_NON_PROFIT": Category.SERVICES,
    "TRANSPORTATION": Category.TRANSPORT,
    "TRAVEL": Category.TRAVEL,
    "RENT_AND_UTILITIES": Category.UTILITIES,
}
_DETAILS = {
    "INCOME_DIVIDENDS": Category.INTEREST,
    "INCOME_INTEREST_EARNED": Category.INTEREST,
    "INCOME_TAX_REFUND": Category.TAXES,
    "TRANSFER_IN_DEPOSIT": Category.CASH,
    "TRANSFER_IN_CASH_ADVANCES_AND_LOANS": Category.LOANS,
    "TRANSFER_OUT_WITHDRAWAL": Category.CASH,
    # What a card was used for is counted where it was used.
    "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT": Category.TRANSFER,
    "LOAN_PAYMENTS_MORTGAGE_PAYMENT": Category.HOUSING,
    "BANK_FEES_INTEREST_CHARGE": Category.INTEREST,
    "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR": Category.GROCERIES,
    "FOOD_AND_DRINK_GROCERIES": Category.GROCERIES,
    "GENERAL_SERVICES_AUTOMOTIVE": Category.TRANSPORT,
    "GENERAL_SERVICES_EDUCATION": Category.EDUCATION,
    "GENERAL_SERVICES_INSURANCE": Category.INSURANCE,
    "GOVERNMENT_AND_NON_PROFIT_DONATIONS": Category.GIVING,
    "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT": Category.TAXES,
    "RENT_AND_UTILITIES_RENT": Category.HOUSING,
}


def category(purpose: Purpose | None) -> Category:
    """OTHER for nothing, and for what is unknown."""
    if purpose is None:
        return Category.OTHER
    group = _GROUPS.get(purpose.primary, Category.OTHER)
    return _DETAILS.get(purpose.detailed or "", group)
