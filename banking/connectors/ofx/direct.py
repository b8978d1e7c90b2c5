"""OFX Direct Connect: each request signs on anew, with the customer's own user id and password."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from banking.asking.addresses import url
from banking.asking.conversation import Conversation, Reply
from banking.asking.tree import Element
from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    ConnectorError,
    Counted,
    NeedsCustomer,
    Refused,
    Removed,
    TransactionRecord,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.ofx import dialect, document, errors, mapping, request, wire
from banking.connectors.ofx.movements import movements

Read = AccountRecord | UnreadableAccount | ClosedAccount
_CREDENTIALS = ("user_id", "password", "client_uid")


class DirectConnector:
    """One link's accounts at one bank."""

    # Statements are asked for by date.
    next_cursor = ""

    def __init__(self, conversation: Conversation, access: Access) -> None:
        missing = [name for name in _CREDENTIALS if name not in access.credentials]
        if missing:
            message = f"The link keeps no {missing[0]}"
            raise Refused(message)
        self._conversation = conversation
        self._url = url(access.bank.base_url)
        self._dialect = dialect.of(access.bank.options)
        self._user = request.User(
            name=access.credentials["user_id"].reveal(),
            password=access.credentials["password"].reveal(),
            client=access.credentials["client_uid"].reveal(),
        )
        self._listed: dict[str, wire.Listed] | None = None
        self._turned_away = ""

    def sign_on(self) -> None:
        """Asks which accounts there are, and thereby whether the bank lets the customer in.

        Raises:
            ConnectorError: It does not, or did not answer.

        """
        self._accounts()

    def accounts(self) -> Sequence[Read]:
        """All accounts with their balances; one that is refused spoils no other."""
        listed = self._accounts()
        if not listed:
            return []
        asked = request.asking(each.account for each in listed.values())
        root = self._ask(request.statements(asked), Counted.BALANCES)
        told, closings = _told(root), mapping.closings(root)
        problems: list[ConnectorError] = []
        read: list[Read] = []
        for each in asked:
            bank_id = mapping.bank_id(each.account)
            statement = _statement(told, each)
            if isinstance(statement, NeedsCustomer):
                raise self._turning_away(statement)
            if isinstance(statement, ConnectorError):
                problems.append(statement)
            read.append(self._account(statement, listed[bank_id], closings.get(bank_id, ())))
        if len(problems) == len(asked) and not any(isinstance(p, Unreadable) for p in problems):
            # Not one answer: it is the bank that is in trouble, not its accounts.
            raise problems[0]
        return read

    def _account(
        self,
        statement: Element | ConnectorError,
        listed: wire.Listed,
        closings: Sequence[wire.Closing],
    ) -> Read:
        bank_id = mapping.bank_id(listed.account)
        match statement:
            case Closed():
                return ClosedAccount(bank_id=bank_id)
            case ConnectorError():
                return UnreadableAccount(bank_id=bank_id, problem=str(statement))
        try:
            return mapping.account(statement, self._dialect, name=listed.name, closings=closings)
        except Unreadable as error:
            return UnreadableAccount(bank_id=bank_id, problem=str(error))

    def transactions(self, bank_id: str, *, since: date) -> Iterator[TransactionRecord | Removed]:
        """What was posted to the account since that day.

        Raises:
            Unreadable: It breaks the standard, or the bank no longer lists the account.

        """
        listed = self._accounts().get(bank_id)
        if listed is None:
            message = "The bank no longer lists the account"
            raise Unreadable(message)
        [asked] = request.asking([listed.account])
        root = self._ask(
            request.statements([asked], since=since), Counted.TRANSACTIONS, bank_id=bank_id
        )
        statement = _statement(_told(root), asked)
        if isinstance(statement, NeedsCustomer):
            raise self._turning_away(statement)
        if isinstance(statement, ConnectorError):
            # It is about this account alone: the others are kept.
            raise Unreadable(str(statement))
        yield from movements(statement)

    def _accounts(self) -> dict[str, wire.Listed]:
        if self._listed is None:
            status, answer = wire.listing(self._ask([request.listing()], Counted.ACCOUNTS))
            problem = errors.refusal(status)
            if problem is not None:
                raise self._turning_away(problem)
            found = [] if answer is None else wire.listed(answer)
            self._listed = {mapping.bank_id(each.account): each for each in found}
        return self._listed

    def _ask(
        self, nodes: Sequence[request.Node], counted: Counted, *, bank_id: str = ""
    ) -> Element:
        """The answer's document, if the bank let the customer in."""
        if self._turned_away:
            # A password that was wrong once is wrong again, and the next time may lock her out.
            raise NeedsCustomer(self._turned_away)
        now = datetime.now(UTC)
        content = request.content(
            [request.sign_on(self._user, self._dialect, now), *nodes], self._dialect
        )
        reply = self._conversation.ask(
            "POST",
            self._url,
            headers={"Accept": f"{content.kind}, */*"},
            content=content,
            counted=counted,
            bank_id=bank_id,
        )
        try:
            return _let_in(reply)
        except NeedsCustomer as error:
            self._turning_away(error)
            raise

    def _turning_away(self, problem: ConnectorError) -> ConnectorError:
        """The problem, remembered if it is one that only the customer can mend."""
        if isinstance(problem, NeedsCustomer):
            self._turned_away = str(problem)
        return problem


def _let_in(reply: Reply) -> Element:
    """The document of an answer whose sign-on was accepted.

    Raises:
        ConnectorError: It was not, or there is no document.

    """
    problem = errors.http_refusal(reply)
    if problem is not None:
        raise problem
    root = document.read(reply.body)
    problem = errors.refusal(wire.sign_on(root))
    if problem is not None:
        raise problem
    return root


class Closed(Unreadable):
    """The bank says that the account was closed."""


def _told(root: Element) -> dict[str, wire.Answer]:
    return {answer.asked: answer for answer in wire.answers(root)}


def _statement(told: Mapping[str, wire.Answer], asked: request.Asked) -> Element | ConnectorError:
    """The statement that was asked for, or why there is none."""
    answer = told.get(asked.id)
    if answer is None:
        return Unreadable("The bank's answer leaves out an account that was asked for")
    problem = errors.refusal(answer.status)
    if problem is not None:
        return Closed(str(problem)) if answer.status.code in errors.CLOSED else problem
    if answer.statement is None or not _is_of(answer.statement, asked.account):
        return Unreadable("The bank's answer is not the statement that was asked for")
    return answer.statement


def _is_of(statement: Element, account: wire.Account) -> bool:
    try:
        return mapping.bank_id(wire.holder(statement)) == mapping.bank_id(account)
    except Unreadable:
        return False
