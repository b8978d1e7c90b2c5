"""Nothing moves money: to a bank, a connector sends questions alone."""

import ast
import re
from collections.abc import Iterable

from consent.scopes import Scope
from tests.architecture.repository import texts

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
# Where a standard wants a question, or a customer's leave, sent by another method than GET.
SENDERS = {
    "banking/connectors/berlin_group/consents.py": "a consent is made and withdrawn (6.3)",
    "banking/connectors/fdx/consents.py": "a consent is revoked (Consent API)",
    "banking/connectors/obie/consents.py": "a consent is made and withdrawn (account access)",
    "banking/connectors/ofx/direct.py": "every request of OFX is a document that is posted (2.2)",
    "banking/connectors/ofx/movements.py": "DELETE is the name of a correction there (11.4.4.1)",
    "banking/connectors/plaid/calls.py": "Plaid reads by POST; the enum of its paths is closed",
    "banking/connectors/simplefin/claim.py": "a token is claimed once (protocol, step 2)",
}
# Parts of an address below which banks take orders for money, and OFX's words for such orders.
ORDERS = re.compile(
    r"(^|[/-])(payments?|transfers?|payees|standing-orders|funds-confirmation)s?([/-]|$)"
    r"|<(INTRA|PMT|XFER|BILLPAY|WIRE)",
    re.IGNORECASE,
)


def writes(modules: Iterable[tuple[str, str]]) -> list[str]:
    """Where a connector could send more than a question."""
    return [
        f"{name}:{node.lineno}"
        for name, source in modules
        if name.startswith("banking/connectors/") and name not in SENDERS
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.expr) and _is_writing(node)
    ]


def orders(modules: Iterable[tuple[str, str]]) -> list[str]:
    """Where a connector names an address or an element that takes orders for money."""
    return [
        f"{name}:{node.lineno}"
        for name, source in modules
        if name.startswith("banking/connectors/")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not _is_sentence(node.value)
        and ORDERS.search(node.value)
    ]


def _is_sentence(text: str) -> bool:
    return " " in text and "<" not in text


def _is_writing(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(word)):
            return word.upper() in WRITING
        case ast.Call(func=ast.Attribute(attr=method)):
            return method.upper() in WRITING
    return False


def test_connectors_only_ask() -> None:
    """Promise P7."""
    assert writes(texts(".py")) == []


def test_each_exception_is_still_needed() -> None:
    for name in SENDERS:
        [module] = [(f"{name}.", source) for path, source in texts(".py") if path == name]
        assert writes([module]), name


def test_no_connector_names_an_address_that_takes_orders() -> None:
    """Promise P7."""
    assert orders(texts(".py")) == []


def test_a_planted_order_is_found() -> None:
    planted = "PATH = '/v1/payments/sepa'\nBODY = '<INTRATRNRQ>'\nWHY = 'No transfers are made.'\n"
    module = ("banking/connectors/planted/client.py", planted)
    assert orders([module]) == [f"{module[0]}:1", f"{module[0]}:2"]


def test_a_planted_transfer_is_found() -> None:
    planted = "def pay(http):\n    http.post('/transfers')\n    http.request('put', '/payees')\n"
    module = ("banking/connectors/planted/client.py", planted)
    assert writes([module]) == ["banking/connectors/planted/client.py:2", f"{module[0]}:3"]


def test_the_one_scope_that_changes_anything_protects() -> None:
    """Promise P7."""
    reads = {"accounts", "balances", "transactions", "spending", "dues", "alerts", "alerts.push"}
    assert {scope.value for scope in Scope} - reads == {"cards.lock"}
