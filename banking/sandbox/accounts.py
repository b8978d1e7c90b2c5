"""The accounts of the sandbox bank, whose they are, and on what terms."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """FDX account types; the values are what goes on the wire."""

    CHECKING = "CHECKING"
    SAVINGS = "SAVINGS"
    CREDIT_CARD = "CREDITCARD"
    AUTO_LOAN = "AUTOLOAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTerms:
    """A card is settled in full each month, from one checking account."""

    credit_line_minor: int
    apr_bp: int
    least_minor: int
    paid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """A loan with equal instalments; `last_on` is when the final one is due."""

    principal_minor: int
    instalment_minor: int
    rate_bp: int
    day: int
    first_on: date
    last_on: date
    paid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; balances are signed as its holders see them, so debts are negative."""

    account_id: str
    kind: Kind
    name: str
    product: str
    number_display: str
    holders: tuple[str, ...]
    opening_minor: int
    currency: str = "USD"
    interest_bp: int = 0
    card: CardTerms | None = None
    loan: LoanTerms | None = None


ALICE, BOB, CHARLIE, DANA = "100001", "100002", "100003", "100004"

CAR_LOAN = LoanTerms(
    principal_minor=2_440_000,
    instalment_minor=35_058,
    rate_bp=549,
    day=15,
    first_on=date(2023, 7, 15),
    last_on=date(2030, 6, 15),
    paid_from="charlie-daily",
)

ACCOUNTS = (
    Account(
        account_id="alice-everyday",
        kind=Kind.CHECKING,
        name="Everyday",
        product="Classic Checking",
        number_display="****1234",
        holders=(ALICE,),
        opening_minor=145_000,
    ),
    Account(
        account_id="alice-rainy-day",
        kind=Kind.SAVINGS,
        name="Rainy Day",
        product="Growth Savings",
        number_display="****1242",
        holders=(ALICE,),
        opening_minor=380_000,
        interest_bp=175,
    ),
    Account(
        account_id="alice-travel-card",
        kind=Kind.CREDIT_CARD,
        name="Travel Card",
        product="Horizon Credit Card",
        number_display="****4417",
        holders=(ALICE,),
        opening_minor=0,
        card=CardTerms(
            credit_line_minor=600_000, apr_bp=2199, least_minor=2_500, paid_from="alice-everyday"
        ),
    ),
    Account(
        account_id="joint-household",
        kind=Kind.CHECKING,
        name="Household",
        product="Joint Checking",
        number_display="****2718",
        holders=(ALICE, BOB),
        opening_minor=340_000,
    ),
    Account(
        account_id="bob-current",
        kind=Kind.CHECKING,
        name="Current",
        product="Classic Checking",
        number_display="****2301",
        holders=(BOB,),
        opening_minor=215_000,
    ),
    Account(
        account_id="bob-card",
        kind=Kind.CREDIT_CARD,
        name="Cashback Card",
        product="Everyday Credit Card",
        number_display="****4425",
        holders=(BOB,),
        opening_minor=0,
        card=CardTerms(
            credit_line_minor=350_000, apr_bp=2449, least_minor=2_500, paid_from="bob-current"
        ),
    ),
    Account(
        account_id="charlie-daily",
        kind=Kind.CHECKING,
        name="Daily",
        product="Classic Checking",
        number_display="****3105",
        holders=(CHARLIE,),
        opening_minor=225_000,
    ),
    Account(
        account_id="charlie-emergency",
        kind=Kind.SAVINGS,
        name="Emergency Fund",
        product="Growth Savings",
        number_display="****3113",
        holders=(CHARLIE,),
        opening_minor=210_000,
        interest_bp=175,
    ),
    Account(
        account_id="charlie-car-loan",
        kind=Kind.AUTO_LOAN,
        name="Car Loan",
        product="Auto Loan",
        number_display="****7730",
        holders=(CHARLIE,),
        opening_minor=-CAR_LOAN.principal_minor,
        loan=CAR_LOAN,
    ),
    Account(
        account_id="dana-main",
        kind=Kind.CHECKING,
        name="Main",
        product="Premier Checking",
        number_display="****5209",
        holders=(DANA,),
        opening_minor=420_000,
    ),
    Account(
        account_id="dana-euro",
        kind=Kind.CHECKING,
        name="Euro Account",
        product="Foreign Currency Checking",
        number_display="****5217",
        holders=(DANA,),
        opening_minor=120_000,
        currency="EUR",
    ),
    Account(
        account_id="dana-house-fund",
        kind=Kind.SAVINGS,
        name="House Fund",
        product="Growth Savings",
        number_display="****5225",
        holders=(DANA,),
        opening_minor=540_000,
        interest_bp=210,
    ),
    Account(
        account_id="dana-tokyo-card",
        kind=Kind.CREDIT_CARD,
        name="Tokyo Card",
        product="Yen Credit Card",
        number_display="****4433",
        holders=(DANA,),
        opening_minor=0,
        currency="JPY",
        card=CardTerms(
            credit_line_minor=500_000, apr_bp=1799, least_minor=3_000, paid_from="dana-main"
        ),
    ),
)

BY_ID = {account.account_id: account for account in ACCOUNTS}


def held_by(customer_number: str) -> list[Account]:
    """Return the customer's own and joint accounts."""
    return [account for account in ACCOUNTS if customer_number in account.holders]
