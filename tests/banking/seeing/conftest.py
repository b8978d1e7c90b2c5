"""Links and refreshes in every state that a bank's numbers tell apart."""

from datetime import datetime, timedelta

from django.db.models.functions import Now

from banking.models import Institution, Link, Refresh, RefreshOutcome
from tests.banking.conftest import NOW, make_institution, make_link


def ended(
    link: Link,
    outcome: RefreshOutcome = RefreshOutcome.STORED,
    *,
    took_s: float = 0.2,
    at: datetime = NOW,
) -> Refresh:
    """A refresh that came to this end."""
    return Refresh.objects.create(
        link=link,
        lease_token=1,
        is_interactive=False,
        started_at=at,
        took=timedelta(seconds=took_s),
        outcome=outcome,
    )


def make_links(bank: Institution | None = None, **states: int) -> list[Link]:
    """So many links of the bank in each state: due, overdue, later, leased, needs_customer."""
    bank = bank or make_institution()
    moments: dict[str, dict[str, object]] = {
        "due": {"next_refresh_at": Now() - timedelta(seconds=30)},
        "overdue": {"next_refresh_at": Now() - timedelta(seconds=90)},
        "later": {"next_refresh_at": Now() + timedelta(hours=1)},
        "leased": {
            "next_refresh_at": Now() - timedelta(hours=1),
            "lease_until": Now() + timedelta(seconds=90),
            "lease_token": 1,
        },
        "needs_customer": {
            "next_refresh_at": Now() - timedelta(hours=1),
            "state": "needs_customer",
        },
    }
    links = []
    for state, count in states.items():
        for number in range(count):
            link = make_link(f"{bank.pk}-{state}-{number}", bank)
            Link.objects.filter(pk=link.pk).update(**moments[state])
            links.append(Link.objects.get(pk=link.pk))
    return links
