"""`manage.py refresh`: one link now, as a question would, in words an operator reads at night."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from structlog.contextvars import get_contextvars

from banking import refresh
from banking.connector import NeedsCustomer, UnreadableAccount
from banking.models import Institution, Link, LinkState, Refresh
from banking.schedule import Lease
from tests.banking.conftest import COFFEE, EVERYDAY, NOW, FakeBank, make_link

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[[Lease, str], bool]


def on_the_spot(lease: Lease, queue: str) -> bool:
    """A broker and a worker in one, which knows the message's trace."""
    refresh.run(lease.link, lease.token, is_interactive=queue == "interactive", now=NOW)
    return True


def nobody(_lease: Lease, _queue: str) -> bool:
    """A broker without workers."""
    return True


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Send], None]:
    return lambda send: monkeypatch.setattr("banking.refresh.dispatch.send", send)


def run(link: int, *more: str) -> tuple[str, str]:
    """What it says, and why it failed if it did."""
    said, why = io.StringIO(), ""
    try:
        call_command("refresh", f"--link={link}", "--wait=5", *more, stdout=said)
    except CommandError as error:
        why = str(error)
    return said.getvalue(), why


def test_it_follows_a_refresh_until_it_is_stored(
    link: Link, bank: FakeBank, workers: Callable[[Send], None]
) -> None:
    bank.movements = {"everyday": [COFFEE]}
    workers(on_the_spot)

    said, why = run(link.pk, "--watch")

    trace = Refresh.objects.get().trace_id
    assert re.fullmatch(r"[0-9a-f]{32}", trace)
    assert why == ""
    first, last = re.sub(r"\d+\.\d s", "N s", said).splitlines()
    assert first == f"Link {link.pk}: asked, trace {trace}."
    assert last == (
        "[############] 100% ended: stored after N s; 1 accounts, 1 movements listed"
        f" (1 new, 0 changed, 0 removed); trace {trace}"
    )


def test_it_names_no_figure_and_sends_no_control_character_to_a_pipe(
    link: Link, bank: FakeBank, workers: Callable[[Send], None]
) -> None:
    bank.movements = {"everyday": [COFFEE]}
    workers(on_the_spot)

    said, _ = run(link.pk, "--watch")

    assert all(line.isprintable() for line in said.splitlines())
    assert not {"1234", "Everyday", "alice", "4.50"} & set(re.split(r"[^\w.]+", said))


def test_it_leaves_no_trace_bound_behind(link: Link, workers: Callable[[Send], None]) -> None:
    workers(nobody)
    before = get_contextvars()

    run(link.pk)

    assert get_contextvars() == before


def test_a_part_that_is_stored_is_no_failure(
    link: Link, bank: FakeBank, workers: Callable[[Send], None]
) -> None:
    bank.listed = (EVERYDAY, UnreadableAccount(bank_id="card", problem="no balance"))
    workers(on_the_spot)

    said, why = run(link.pk, "--watch")

    assert "ended: partial after" in said
    assert why == ""


def test_it_fails_when_nothing_was_stored(
    link: Link, bank: FakeBank, workers: Callable[[Send], None]
) -> None:
    bank.fails_with = NeedsCustomer("Her consent ran out")
    workers(on_the_spot)

    said, why = run(link.pk, "--watch")

    assert "ended: needs_customer after" in said
    assert why == "Nothing was stored; the log has the reason under that trace."


def test_without_a_worker_it_says_what_is_missing(
    link: Link, workers: Callable[[Send], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banking.management.commands.refresh._PATIENCE_S", 0)
    workers(nobody)

    said, why = run(link.pk, "--watch", "--wait=0")

    assert said.splitlines()[1] == (
        "[####........]  33% waiting for a worker; none has taken it yet. Is one running?"
        " celery -A assistant worker -Q interactive"
    )
    assert why == "It has not ended yet; it goes on without being watched."


def test_a_lease_that_ran_out_unused_is_a_failure(
    link: Link, workers: Callable[[Send], None]
) -> None:
    def lose(lease: Lease, _queue: str) -> bool:
        Link.objects.filter(pk=lease.link).update(lease_until=NOW)
        return True

    workers(lose)

    said, why = run(link.pk, "--watch")

    assert said.splitlines()[1] == "[####........]  33% lost"
    assert why == "Its lease ran out or was taken away; the next tick asks again."


def test_a_second_question_joins_the_first(link: Link, workers: Callable[[Send], None]) -> None:
    workers(nobody)
    run(link.pk)

    assert run(link.pk) == (f"Link {link.pk}: already under way.\n", "")


def test_a_broker_that_takes_nothing_is_named(link: Link, workers: Callable[[Send], None]) -> None:
    workers(lambda _lease, _queue: False)

    _, why = run(link.pk)

    assert why == (
        f"Link {link.pk} is not refreshed now. The broker did not take the message, or the bank or"
        " the link is at its limit; the next tick asks when it is due."
    )


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (LinkState.ENDED, "It has ended."),
        (LinkState.NEEDS_CUSTOMER, "Its customer has to sign in at the bank again."),
    ],
)
def test_a_link_that_is_not_read_any_more_is_named(state: LinkState, why: str) -> None:
    link = make_link()
    Link.objects.update(state=state)

    assert run(link.pk) == ("", f"Link {link.pk} is not refreshed now. {why}")


def test_a_bank_that_is_not_called_is_named_with_its_hour(link: Link) -> None:
    opens = timezone.now() + timedelta(hours=1)
    Institution.objects.update(closed_until=opens)

    _, why = run(link.pk)

    assert why.endswith(f"Its bank is not called before {opens:%Y-%m-%d %H:%M:%SZ}.")


def test_a_link_that_is_none_is_named() -> None:
    assert run(7) == ("", "There is no link 7.")
