"""How many requests a bank takes: counted in its row and the link's, one truth for all workers.

Requests are counted in slices of the window. A slice counts until all of it is older than the
window, so that in no stretch of that length there are more requests than the budget allows.
"""

import math
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from banking.connector import Counted, OutOfBudget, Spend, spend_freely
from banking.connectors import standard_of
from banking.models import Budget, Institution, Link
from banking.standard import Each

_SLICES = 24
Spent = dict[str, list[list[int]]]


def set_defaults(institution: Institution) -> None:
    """Writes the standard's own limits for an institution that has none yet."""
    if institution.budgets.exists():
        return
    Budget.objects.bulk_create(
        Budget(
            institution=institution,
            each=limit.each,
            counted=limit.counted or "",
            requests=limit.requests,
            window_s=limit.window_s,
            is_unattended_only=limit.is_unattended_only,
        )
        for limit in standard_of(institution.standard).limits
    )


def wait_s(budget: Budget, of_bank: Spent, of_link: Spent, now: datetime) -> int:
    """In how many seconds a refresh may begin, as far as the budget is concerned.

    An account's own budget holds up the whole link: its figures would be torn apart in time.
    """
    if budget.each == Each.INSTITUTION:
        return opens_in_s(budget, of_bank, str(budget.pk), now)
    own = {str(budget.pk), *(key for key in of_link if key.startswith(f"{budget.pk}:"))}
    return max(opens_in_s(budget, of_link, key, now) for key in own)


def opens_in_s(budget: Budget, spent: Spent, key: str, now: datetime) -> int:
    """In how many seconds the budget has a request left; 0 if it has one now."""
    used = _used(budget, spent, key, now)
    over = sum(count for _, count in used) - budget.requests + 1
    if over <= 0:
        return 0
    for start, count in used:
        over -= count
        if over <= 0:
            ends = start + _slice_s(budget) + budget.window_s
            return max(1, math.ceil(ends - now.timestamp()))
    return budget.window_s


def _used(budget: Budget, spent: Spent, key: str, now: datetime) -> list[list[int]]:
    """The slices that still count, oldest first."""
    since = now.timestamp() - budget.window_s - _slice_s(budget)
    return sorted(each for each in spent.get(key, []) if each[0] > since)


def _slice_s(budget: Budget) -> int:
    return max(1, budget.window_s // _SLICES)


def _with_one_more(budget: Budget, spent: Spent, key: str, now: datetime) -> Spent:
    width = _slice_s(budget)
    start = int(now.timestamp()) // width * width
    used = {began: count for began, count in _used(budget, spent, key, now)}  # noqa: C416
    used[start] = used.get(start, 0) + 1
    return spent | {key: [[began, count] for began, count in sorted(used.items())]}


def _key(budget: Budget, bank_id: str) -> str:
    return f"{budget.pk}:{bank_id}" if budget.each == Each.ACCOUNT else str(budget.pk)


def binding(institution: Institution, *, is_asked: bool) -> list[Budget]:
    """The budgets that count, with a customer asking or not.

    She counts as present only where the bank agreed to an address that is named as hers.
    """
    is_present = is_asked and bool(institution.customer_address)
    budgets = institution.budgets.order_by("pk")
    return [each for each in budgets if not (is_present and each.is_unattended_only)]


def spender(link: Link, *, is_asked: bool) -> Spend:
    """What a connector calls before each request to the link's bank."""
    counting = binding(link.institution, is_asked=is_asked)
    if not counting:
        return spend_freely

    def spend(counted: Counted | None = None, *, bank_id: str = "") -> None:
        _spend(link, [each for each in counting if each.counted in {"", counted}], bank_id)

    return spend


@transaction.atomic
def _spend(link: Link, budgets: list[Budget], bank_id: str) -> None:
    """Counts one request in each budget, or in none; committed before the request goes out."""
    now = timezone.now()
    of_bank = [each for each in budgets if each.each == Each.INSTITUTION]
    of_link = [each for each in budgets if each.each != Each.INSTITUTION]
    for model, pk, counting in (
        # In this order everywhere, so that no two wait for each other.
        (Institution, link.institution_id, of_bank),
        (Link, link.pk, of_link),
    ):
        if not counting:
            continue
        rows = model._default_manager.select_for_update().filter(pk=pk)  # noqa: SLF001
        spent: Spent = rows.values_list("spent", flat=True).get()
        for budget in counting:
            key = _key(budget, bank_id)
            if left_s := opens_in_s(budget, spent, key, now):
                message = f"The budget of {budget} is spent"
                raise OutOfBudget(message, retry_after_s=left_s)
            spent = _with_one_more(budget, spent, key, now)
        model._default_manager.filter(pk=pk).update(spent=spent)  # noqa: SLF001
