"""What FDX 6 and 5 look like, whole."""

from decimal import Decimal

from tests.banking.sandbox.visitor import ALICE, CHARLIE, DANA, TurnableClock, Visitor

EVERYDAY = {
    "accountId": "alice-everyday",
    "accountCategory": "DEPOSIT_ACCOUNT",
    "accountType": "CHECKING",
    "accountNumberDisplay": "****1234",
    "productName": "Classic Checking",
    "nickname": "Everyday",
    "status": "OPEN",
    "currency": {"currencyCode": "USD"},
}
AS_OF = "2026-03-18T12:00:00+00:00"


def test_accounts_are_lightweight_unless_details_are_asked_for(visitor: Visitor) -> None:
    listing = visitor.read("v6/accounts", limit=1)

    assert listing == {
        "page": {"nextOffset": "1", "totalElements": 4},
        "links": {"next": {"href": f"{visitor.http.base_url}/fdx/v6/accounts?limit=1&offset=1"}},
        "accounts": [EVERYDAY],
    }


def test_a_checking_account_has_both_balances(visitor: Visitor) -> None:
    visitor.add("alice-everyday", "-10.00", "PENDING")
    account = visitor.read("v6/accounts/alice-everyday")

    current = account["currentBalance"]
    assert account == {
        **EVERYDAY,
        "balanceAsOf": AS_OF,
        "currentBalance": current,
        "availableBalance": account["availableBalance"],
    }
    assert account["availableBalance"] <= current - 10


def test_a_card_says_what_is_owed_and_due(visitor: Visitor) -> None:
    card = visitor.read("v6/accounts/alice-travel-card")

    assert {name: card[name] for name in card if name.startswith(("next", "last", "min"))} == {
        "lastStmtBalance": card["lastStmtBalance"],
        "lastStmtDate": "2026-02-28",
        "nextPaymentAmount": card["lastStmtBalance"],
        "minimumPaymentAmount": Decimal("25.00"),
        "nextPaymentDate": "2026-03-22",
        "lastPaymentAmount": card["lastPaymentAmount"],
        "lastPaymentDate": "2026-02-20",
    }
    assert (card["creditLine"], card["purchasesApr"]) == (Decimal(6000), Decimal("21.99"))
    assert 0 < card["availableCredit"] <= card["creditLine"] - card["currentBalance"]


def test_a_paid_card_is_due_next_month(visitor: Visitor, clock: TurnableClock) -> None:
    clock.advance(days=3)

    card = visitor.read("v6/accounts/alice-travel-card")

    assert card["minimumPaymentAmount"] == card["nextPaymentAmount"] == 0
    assert card["nextPaymentDate"] == "2026-04-22"
    assert card["lastPaymentAmount"] == card["lastStmtBalance"]


def test_a_loan_says_what_is_left_and_when_the_next_instalment_is(visitor: Visitor) -> None:
    assert visitor.read("v6/accounts/charlie-car-loan", CHARLIE) == {
        "accountId": "charlie-car-loan",
        "accountCategory": "LOAN_ACCOUNT",
        "accountType": "AUTOLOAN",
        "accountNumberDisplay": "****7730",
        "productName": "Auto Loan",
        "nickname": "Car Loan",
        "status": "OPEN",
        "currency": {"currencyCode": "USD"},
        "balanceAsOf": AS_OF,
        "principalBalance": Decimal("15909.22"),
        "originalPrincipal": Decimal("24400.00"),
        "interestRate": Decimal("5.49"),
        "interestRateType": "FIXED",
        "maturityDate": "2030-06-15",
        "lastPaymentAmount": Decimal("350.58"),
        "lastPaymentDate": "2026-03-15",
        "nextPaymentAmount": Decimal("350.58"),
        "nextPaymentDate": "2026-04-15",
    }


def test_yen_have_no_decimals(visitor: Visitor) -> None:
    card = visitor.get("v6/accounts/dana-tokyo-card", DANA).text

    assert '"currency":{"currencyCode":"JPY"}' in card
    assert '"creditLine":500000,' in card


def test_a_foreign_purchase_tells_both_amounts(visitor: Visitor) -> None:
    found = visitor.read("v6/accounts/alice-travel-card/transactions")["transactions"]

    membership = next(entry for entry in found if entry["payee"] == "Atelier Lumen")
    assert membership == {
        "accountCategory": "LOC_ACCOUNT",
        "accountId": "alice-travel-card",
        "transactionId": membership["transactionId"],
        "transactionTimestamp": "2026-03-09T06:00:00+00:00",
        "postedTimestamp": membership["postedTimestamp"],
        "description": "Atelier Lumen membership",
        "payee": "Atelier Lumen",
        "debitCreditMemo": "DEBIT",
        "status": "POSTED",
        "amount": Decimal("15.19"),
        "category": "5968",
        "foreignAmount": Decimal("14.00"),
        "foreignCurrency": "EUR",
    }


def test_version_5_wraps_what_version_6_has_flat(visitor: Visitor) -> None:
    for path, key, number in (
        ("alice-everyday", "deposit", ALICE),
        ("alice-travel-card", "loc", ALICE),
        ("charlie-car-loan", "loan", CHARLIE),
    ):
        flat = visitor.read(f"v6/accounts/{path}", number)
        del flat["accountCategory"]
        assert visitor.read(f"v5/accounts/{path}", number) == {f"{key}Account": flat}
        entry = visitor.read(f"v5/accounts/{path}/transactions", number)["transactions"][0]
        assert list(entry) == [f"{key}Transaction"]


def test_the_current_customer_has_a_name(visitor: Visitor) -> None:
    assert visitor.read("v6/customers/current") == {
        "customerId": ALICE,
        "type": "CONSUMER",
        "name": {"first": "Alice", "last": "Moreno"},
    }
