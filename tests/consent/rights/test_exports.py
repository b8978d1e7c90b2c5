"""An archive is made once, whoever is killed, is opened by its owner alone, and goes in time."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from banking import sealing
from banking.models import User
from consent.models import AuditEvent, Export, Notice
from consent.rights import archive, exports, portability
from consent.rights.exports import NotNow
from tests.consent.rights.belongings import exported, fill, rows, unpacked
from tests.people import NOW, Cast, cast


class Killed(BaseException):
    """As kill -9: nothing of ours catches it, and nothing is tidied up in the database."""


def ask(customer: User) -> Export:
    asked = exports.ask(customer, NOW)
    assert isinstance(asked, Export)
    return asked


def test_asking_again_while_it_is_made_gives_the_same(cast: Cast) -> None:
    assert ask(cast.alice) == ask(cast.alice)
    assert ask(cast.bob) != ask(cast.alice)


def test_the_database_takes_no_second_one_under_way(cast: Cast) -> None:
    ask(cast.alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(customer=cast.alice, asked_at=NOW)


def test_a_fourth_in_a_day_is_refused_to_her_and_to_nobody_else(cast: Cast) -> None:
    for _ in range(exports.A_DAY):
        exported(cast.alice)

    assert exports.ask(cast.alice, NOW) is NotNow.ENOUGH_FOR_TODAY
    assert isinstance(exports.ask(cast.charlie, NOW), Export)
    assert isinstance(exports.ask(cast.alice, NOW + timedelta(days=1)), Export)


def test_progress_is_there_to_be_seen_after_every_part(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, seen = ask(cast.alice), []
    add = archive._add  # noqa: SLF001 - looks on while it works

    def watched(*parts: object) -> None:
        row = Export.objects.get(pk=export.pk)
        seen.append((row.done_steps, row.all_steps, row.archive))
        add(*parts)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(archive, "_add", watched)
    exports.run_due(NOW)

    count = len(seen)
    assert seen == [(0, 0, ""), *((done, count + 1, "") for done in range(1, count))]
    made = Export.objects.get(pk=export.pk)
    assert (made.done_steps, made.all_steps, made.ready_at) == (count + 1, count + 1, NOW)


def test_it_is_told_once_that_it_is_ready(cast: Cast) -> None:
    exported(cast.alice)

    told = Notice.objects.filter(topic="export_ready").values_list("customer__username", "kind")
    assert list(told) == [("alice", "security")]


def test_killed_in_the_middle_it_is_made_by_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise P9."""
    export = ask(cast.alice)
    with monkeypatch.context() as patched:
        patched.setattr(portability, "_trail", _killed)
        with pytest.raises(Killed):
            exports.run_due(NOW)
    # Its lease holds: nobody else begins before it has run out.
    assert exports.run_due(NOW) == 0
    Export.objects.update(lease_until=NOW - timedelta(days=9999))

    assert exports.run_due(NOW) == 1
    made = Export.objects.get(pk=export.pk)
    assert (made.attempts, len(rows(unpacked(made, cast.alice), "person"))) == (2, 1)


def _killed(*_: object) -> None:
    raise Killed


def test_what_breaks_every_time_is_given_up_and_may_be_asked_for_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(cast.alice)
    with monkeypatch.context() as patched:
        patched.setattr(portability, "_trail", lambda _: 1 / 0)
        for _ in range(7):
            assert exports.run_due(NOW) == 0
            Export.objects.update(lease_until=NOW - timedelta(days=9999))

    given_up = Export.objects.get()
    assert (given_up.problem, given_up.attempts, given_up.archive) == ("gave_up", 5, "")
    assert len(exported(cast.alice)) > 1


@pytest.mark.django_db(transaction=True)
def test_run_twice_at_once_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise P9."""
    ask(cast().alice)
    start, made = threading.Barrier(2), list[int]()

    def work() -> None:
        start.wait(10)
        made.append(exports.run_due(NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(made) == [0, 1]
    assert Export.objects.get().attempts == 1
    assert Notice.objects.filter(topic="export_ready").count() == 1


def test_whose_lease_was_taken_over_stores_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(cast.alice)
    add = archive._add  # noqa: SLF001 - comes in between

    def overtaken(*parts: object) -> None:
        Export.objects.update(lease_until=NOW)
        add(*parts)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(archive, "_add", overtaken)

    assert exports.run_due(NOW) == 0
    stored = Export.objects.get(pk=export.pk)
    assert (stored.done_steps, stored.archive, stored.ready_at) == (0, "", None)


def test_erased_while_it_is_made_it_stays_erased(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(cast.alice)
    monkeypatch.setattr(archive, "_add", lambda *_: Export.objects.all().delete())

    assert exports.run_due(NOW) == 0
    assert not Export.objects.exists()


def test_it_is_deleted_when_its_days_are_over_and_not_before(cast: Cast) -> None:
    exported(cast.alice)
    over = NOW + exports.KEEP

    assert exports.forget(over - timedelta(seconds=1)) == 0
    assert exports.of(cast.alice, over - timedelta(seconds=1)).count() == 1
    # To her it is gone to the second, whenever the tick comes.
    assert exports.of(cast.alice, over).count() == 0
    exports.run_due(over)
    assert not Export.objects.exists()


def test_for_a_customer_who_was_shut_out_none_is_made(cast: Cast) -> None:
    ask(cast.alice)
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)

    assert exports.run_due(NOW) == 0
    assert Export.objects.get().problem == "nobody"


def test_at_rest_it_is_sealed_and_under_another_row_it_opens_for_nobody(cast: Cast) -> None:
    fill(cast)
    exported(cast.alice)
    exported(cast.bob)
    hers, his = Export.objects.order_by("pk")

    assert "secret of alice" not in hers.archive
    his.archive = hers.archive
    with pytest.raises(sealing.Sealed):
        exports.opened(his, cast.bob, NOW)


def test_asking_and_opening_are_on_the_trail(cast: Cast) -> None:
    exported(cast.alice)

    trail = AuditEvent.objects.filter(kind__startswith="export.").order_by("pk")
    export = Export.objects.get().public_id
    assert list(trail.values_list("kind", "actor", "subject")) == [
        ("export.ask", cast.alice.public_id, export),
        ("export.download", cast.alice.public_id, export),
    ]
