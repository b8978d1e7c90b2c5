"""What a bank told us, when, and when to ask it again."""

from banking.models.figures import Account, Balance, Due, Transaction
from banking.models.institutions import Budget, Institution, LinkedBy
from banking.models.links import BankEvent, Document, Link, LinkQuerySet, LinkState, Visit
from banking.models.news import BankNotice, Farewell
from banking.models.people import User, validate_time_zone
from banking.models.refreshes import Refresh, RefreshOutcome, RefreshTally

__all__ = [
    "Account",
    "Balance",
    "BankEvent",
    "BankNotice",
    "Budget",
    "Document",
    "Due",
    "Farewell",
    "Institution",
    "Link",
    "LinkQuerySet",
    "LinkState",
    "LinkedBy",
    "Refresh",
    "RefreshOutcome",
    "RefreshTally",
    "Transaction",
    "User",
    "Visit",
    "validate_time_zone",
]
