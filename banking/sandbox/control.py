"""What a test or a demo may ask of the bank besides banking: faults, transactions, a directory."""

from dataclasses import dataclass
from typing import Any

from banking.sandbox.accounts import BY_ID, Account, held_by
from banking.sandbox.amounts import Json, minor
from banking.sandbox.customers import CUSTOMERS
from banking.sandbox.exchange import Reply, Request, answer, refusal
from banking.sandbox.faults import Fault, Faults, fault
from banking.sandbox.issuance import CHALLENGE, is_client
from banking.sandbox.ledger import Ledger
from banking.sandbox.options import Client
from banking.sandbox.wire import transaction

FIELDS = frozenset({"account_id", "amount", "description", "status"})
LONGEST_DESCRIPTION = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The endpoints under /sandbox/, for the service client only."""

    client: Client
    ledger: Ledger
    faults: Faults

    def reply(self, request: Request) -> Reply:
        """Do what is asked, or say in a sentence why not."""
        if not is_client(self.client, request.basic()):
            return refusal(401, 603, "Client id or secret is wrong.", CHALLENGE)
        match request.path.removeprefix("/sandbox/"):
            case "customers" if request.method == "GET":
                return _directory()
            case "transactions" if request.method == "POST":
                return self._add(request)
            case "faults":
                return self._about_faults(request)
            case _:
                return refusal(404, 601, "There is nothing at this address.")

    def _about_faults(self, request: Request) -> Reply:
        match request.method:
            case "GET":
                return self._active(200)
            case "POST":
                return self._misbehave(request)
            case "DELETE":
                self.faults.clear()
                return Reply(status=204)
            case _:
                return refusal(405, 1206, "This method is not supported here.")

    def _active(self, status: int) -> Reply:
        return answer({"faults": [fault.written() for fault in self.faults.active()]}, status)

    def _misbehave(self, request: Request) -> Reply:
        asked = request.json_object()
        read = "Send one JSON object." if asked is None else fault(asked)
        if not isinstance(read, Fault):
            return refusal(400, 703, read)
        self.faults.add(read)
        return self._active(201)

    def _add(self, request: Request) -> Reply:
        asked = request.json_object()
        problem = "Send one JSON object." if asked is None else _problem(asked)
        if asked is None or problem is not None:
            return refusal(400, 703, problem or "")
        account: Account = BY_ID[asked["account_id"]]
        added = self.ledger.add(
            account,
            minor(asked["amount"], account.currency) or 0,
            asked["description"],
            pending=asked.get("status") == "PENDING",
        )
        return answer(transaction(account, added, self.ledger.clock()), 201)


def _problem(asked: dict[str, Any]) -> str | None:
    unknown = sorted(set(asked) - FIELDS)
    if unknown:
        return f"There is no field {unknown[0]!r}; the fields are {', '.join(sorted(FIELDS))}."
    account_id, amount, description = (
        asked.get(name) for name in ("account_id", "amount", "description")
    )
    if not isinstance(account_id, str) or account_id not in BY_ID:
        return "account_id names no account."
    if not isinstance(amount, str) or not minor(amount, BY_ID[account_id].currency):
        return "amount is text such as -12.34, not zero, in the decimals of the account's currency."
    if not isinstance(description, str) or not 1 <= len(description) <= LONGEST_DESCRIPTION:
        return f"description is text of 1 to {LONGEST_DESCRIPTION} characters."
    if asked.get("status", "POSTED") not in ("POSTED", "PENDING"):
        return "status is POSTED or PENDING."
    return None


def _directory() -> Reply:
    people: list[Json] = [
        {
            "customer_number": customer.number,
            "name": customer.full_name,
            "user_name": customer.user_name,
            "accounts": [
                {"id": account.account_id, "name": account.name}
                for account in held_by(customer.number)
            ],
        }
        for customer in CUSTOMERS
    ]
    return answer({"customers": people})
