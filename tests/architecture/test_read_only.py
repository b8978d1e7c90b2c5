"""Nothing moves money: to a bank, a connector sends questions alone."""

import ast
from collections.abc import Iterable

from consent.scopes import Scope
from tests.architecture.repository import texts

WRITING = {"POST", "PUT", "PATCH", "DELETE"}
# Asking for a token is the one thing that OAuth wants posted (RFC 6749, section 3.2).
TOKENS = "/credential.py"


def writes(modules: Iterable[tuple[str, str]]) -> list[str]:
    """Where a connector could send more than a question."""
    return [
        f"{name}:{node.lineno}"
        for name, source in modules
        if name.startswith("banking/connectors/") and not name.endswith(TOKENS)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.expr) and _is_writing(node)
    ]


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


def test_a_planted_transfer_is_found() -> None:
    planted = "def pay(http):\n    http.post('/transfers')\n    http.request('put', '/payees')\n"
    module = ("banking/connectors/planted/client.py", planted)
    assert writes([module]) == ["banking/connectors/planted/client.py:2", f"{module[0]}:3"]


def test_the_one_scope_that_changes_anything_protects() -> None:
    """Promise P7."""
    reads = {"accounts", "balances", "transactions", "spending", "dues", "alerts", "alerts.push"}
    assert {scope.value for scope in Scope} - reads == {"cards.lock"}
