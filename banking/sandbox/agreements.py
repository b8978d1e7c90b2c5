"""What the accounts owe each other every month: card bills, instalments, settlements, interest."""

from datetime import date, timedelta

from banking.sandbox.accounts import BY_ID as ACCOUNT
from banking.sandbox.accounts import Account, CardTerms, LoanTerms
from banking.sandbox.amounts import converted, quotient
from banking.sandbox.book import Book, Entry
from banking.sandbox.days import moment
from banking.sandbox.habits import Settlement
from banking.sandbox.transactions import PAYMENT_RECEIVED, Foreign

BANK = "Sandbox Bank"
CARD_PAYMENT_DAY = 20
# Settlements are round sums, as people set them up.
STEP_MINOR = 1_000
YEAR_OF_MONTHS_BP = 12 * 10_000


def pay_card(book: Book, card: Account, terms: CardTerms, month: date) -> None:
    """Pay what the last statement asks for, in full."""
    owed = -book.posted(card.account_id, moment(month, 0))
    if owed <= 0:
        return
    payer = ACCOUNT[terms.paid_from]
    is_foreign = payer.currency != card.currency
    book.transfer(
        moment(month.replace(day=CARD_PAYMENT_DAY), 9),
        f"card-{card.account_id}",
        Entry(account_id=card.account_id, minor=owed, description=PAYMENT_RECEIVED, payee=BANK),
        Entry(
            account_id=payer.account_id,
            minor=-converted(owed, card.currency, payer.currency),
            description=f"{card.name} payment",
            payee=f"{BANK} {card.name}",
            foreign=Foreign(minor=-owed, currency=card.currency) if is_foreign else None,
        ),
    )


def pay_instalment(book: Book, loan: Account, terms: LoanTerms, month: date) -> None:
    """Charge the month's interest, then take the instalment from the payer."""
    day = month.replace(day=terms.day)
    if not terms.first_on <= day <= terms.last_on:
        return
    principal = -book.posted(loan.account_id, moment(day, 0))
    interest = quotient(principal * terms.rate_bp, YEAR_OF_MONTHS_BP)
    # The last instalment is whatever rounding left over.
    is_last = day == terms.last_on
    instalment = principal + interest if is_last else terms.instalment_minor
    charged = Entry(
        account_id=loan.account_id, minor=-interest, description="Interest charged", payee=BANK
    )
    book.transfer(moment(day, 5), "loan-interest", charged)
    book.transfer(
        moment(day, 7),
        "loan-instalment",
        Entry(
            account_id=loan.account_id, minor=instalment, description=PAYMENT_RECEIVED, payee=BANK
        ),
        Entry(
            account_id=terms.paid_from,
            minor=-instalment,
            description=f"{loan.name} instalment",
            payee=f"{BANK} {loan.name}",
        ),
    )


def settle(book: Book, account: Account, terms: Settlement, month: date) -> None:
    """Bring the account back to its target with the partners' or the outside account's help."""
    at = moment(month.replace(day=terms.day), 7)
    gap = terms.target_minor - book.made(account.account_id, at)
    sources = [ACCOUNT[partner] for partner in terms.partners]
    share = STEP_MINOR * quotient(gap, STEP_MINOR * max(len(sources), 1))
    if share == 0:
        return
    here, there = ("from", "to") if share > 0 else ("to", "from")
    for name, source in [(terms.outside, None)] if not sources else [(s.name, s) for s in sources]:
        entries = [
            Entry(
                account_id=account.account_id,
                minor=share,
                description=f"Transfer {here} {name}",
                payee=name,
            )
        ]
        if source is not None:
            entries.append(
                Entry(
                    account_id=source.account_id,
                    minor=-share,
                    description=f"Transfer {there} {account.name}",
                    payee=account.name,
                )
            )
        book.transfer(at, f"settlement-{account.account_id}-{name}", *entries)


def pay_interest(book: Book, savings: Account, month: date) -> None:
    """Credit a month's interest on the last day of the month."""
    next_month = (month + timedelta(days=31)).replace(day=1)
    at = moment(next_month - timedelta(days=1), 5)
    interest = quotient(book.made(savings.account_id, at) * savings.interest_bp, YEAR_OF_MONTHS_BP)
    if interest > 0:
        entry = Entry(
            account_id=savings.account_id,
            minor=interest,
            description="Interest paid",
            payee=BANK,
        )
        book.transfer(at, "interest", entry)
