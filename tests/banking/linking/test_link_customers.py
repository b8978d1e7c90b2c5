"""The bank as operator: its own customers, linked by its own list."""

import json
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from banking.models import Institution, Link, LinkState, User
from tests import people
from tests.banking.linking.fake import FakeBank, institution
from tests.people import Cast

HEADING = "username,customer_number,email,first_name,last_name,born_on,language,time_zone"
ANNA = "anna,200001,anna@bank.example,Anna,Berg,1980-02-29,es,Europe/Madrid"
BEN = "ben,200002,,,,,,"


@pytest.fixture
def own(db: None, fake: FakeBank) -> Institution:
    """The bank that runs this."""
    return institution("numbers", "Own Bank")


def listed(folder: Path, *lines: str, heading: str = HEADING, encoding: str = "utf-8") -> Path:
    path = folder / "customers.csv"
    path.write_text("\n".join((heading, *lines)) + "\n", encoding=encoding)
    return path


def run(path: Path, *options: str, name: str = "Own Bank") -> str:
    output = StringIO()
    call_command("link_customers", str(path), f"--institution={name}", *options, stdout=output)
    return output.getvalue()


def numbers(own: Institution) -> dict[str, str]:
    """Who is linked under which number."""
    links = Link.objects.filter(institution=own).exclude(state=LinkState.ENDED)
    return {
        link.customer.username: json.loads(link.credentials.reveal())["customer_number"]
        for link in links.select_related("customer")
    }


def test_it_creates_customers_who_sign_in_elsewhere_and_links_them(
    own: Institution, tmp_path: Path
) -> None:
    said = run(listed(tmp_path, ANNA, BEN))
    anna, ben = User.objects.order_by("username")
    assert numbers(own) == {"anna": "200001", "ben": "200002"}
    assert (anna.first_name, anna.last_name, anna.born_on) == ("Anna", "Berg", date(1980, 2, 29))
    assert (anna.email, anna.language, anna.time_zone) == (
        "anna@bank.example",
        "es",
        "Europe/Madrid",
    )
    assert [user.has_usable_password() for user in (anna, ben)] == [False, False]
    assert [user.is_staff for user in (anna, ben)] == [False, False]
    # What the bank writes counts as proven.
    assert EmailAddress.objects.get(user=anna).verified
    assert "The list is good. Customers: 2" in said
    assert "2 of 2 ..." in said
    assert said.endswith("Created: 2\nLinked: 2\n")


def test_a_second_run_changes_nothing(own: Institution, tmp_path: Path) -> None:
    path = listed(tmp_path, ANNA, BEN)
    run(path)
    columns = ("pk", "customer", "reference", "state", "lease_token", "next_refresh_at")
    rows = list(Link.objects.order_by("pk").values_list(*columns))
    said = run(path)
    assert list(Link.objects.order_by("pk").values_list(*columns)) == rows
    assert said.endswith("Linked already: 2\n")


def test_due_dates_are_spread_over_a_turn(own: Institution, tmp_path: Path) -> None:
    run(listed(tmp_path, *(f"c{n},{n},,,,,," for n in range(100))))
    due = sorted(Link.objects.values_list("next_refresh_at", flat=True))
    turn = timedelta(seconds=own.refresh_every_s)
    assert timezone.now() - timedelta(minutes=5) <= due[0] <= due[-1] <= timezone.now() + turn
    assert due[-1] - due[0] > turn / 2
    assert max(b - a for a, b in pairwise(due)) < turn / 5


def test_it_fills_in_what_is_empty_and_leaves_what_is_there(
    own: Institution, tmp_path: Path
) -> None:
    User.objects.create_user("anna", password="a long password", first_name="Annie")
    said = run(listed(tmp_path, ANNA))
    anna = User.objects.get()
    assert (anna.first_name, anna.last_name, anna.email) == ("Annie", "Berg", "anna@bank.example")
    assert anna.check_password("a long password")
    assert "Completed where something was empty: 1" in said


def test_a_file_of_a_spreadsheets_is_read(own: Institution, tmp_path: Path) -> None:
    run(listed(tmp_path, '200001,"anna"', heading="customer_number,username", encoding="utf-8-sig"))
    assert numbers(own) == {"anna": "200001"}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["anna,200001"], "Line 2 has more or fewer columns than the first line."),
        ([BEN, ",200001,,,,,,"], "Line 3 has no username."),
        (["anna,,,,,,,"], "Line 2 has no customer_number, or none that can be one."),
        (["an na!,1,,,,,,"], "Line 2 has a username that cannot be one."),
        (["anna,1,anna@,,,,,"], "Line 2 has a email that cannot be one."),
        (["anna,1,,,,29.02.1980,,"], "Line 2 has a born_on that is no day like 1986-04-17."),
        (["anna,1,,,,2999-01-01,,"], "Line 2 has a born_on in the future."),
        (["anna,1,,,,,fr,"], "Line 2 has a language that cannot be one."),
        (["anna,1,,,,,,Mars/Base"], "Line 2 has a time_zone that cannot be one."),
        ([ANNA, "anna,9,,,,,,"], "Line 3 has the username of line 2."),
        ([ANNA, "ben,200001,,,,,,"], "Line 3 has the customer_number of line 2."),
        ([ANNA, "ben,9,ANNA@bank.example,,,,,"], "Line 3 has the email of line 2."),
        (["operator,1,,,,,,"], "Line 2 names an operator, who is no customer."),
        (["ben,777,,,,,,"], "Line 2 has the customer_number of somebody else here."),
        (["ben,1,known@bank.example,,,,,"], "Line 2 has the email of somebody else here."),
        ([], "The file lists nobody."),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    own: Institution, tmp_path: Path, lines: list[str], problem: str
) -> None:
    User.objects.create(username="operator", is_staff=True)
    known = User.objects.create(username="known", email="known@bank.example")
    Link.objects.create(customer=known, institution=own, credentials="{}", reference="777")
    with pytest.raises(CommandError) as refused:
        run(listed(tmp_path, *lines))
    assert str(refused.value).splitlines() == [
        "The list cannot be used. Nothing was written.",
        problem,
    ]
    assert (User.objects.count(), Link.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("username", "The first line lacks the column: customer_number."),
        (f"{HEADING},iban", "The first line has a column that is not known: iban."),
        (f"{HEADING},email", "The first line has a column twice: email."),
    ],
)
def test_a_bad_heading_is_said(
    own: Institution, tmp_path: Path, heading: str, problem: str
) -> None:
    with pytest.raises(CommandError, match=problem):
        run(listed(tmp_path, ANNA, heading=heading))


def test_a_file_that_is_none_is_said(own: Institution, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The file cannot be read: No such file"):
        run(tmp_path / "missing.csv")
    with pytest.raises(CommandError, match="The file is not in UTF-8"):
        run(listed(tmp_path, "ann\u00e9,1,,,,,,", encoding="latin-1"))
    with pytest.raises(CommandError, match="The file is no CSV"):
        run(listed(tmp_path, 'anna,"1"2,,,,,,'))


def test_an_unknown_institution_is_said_with_those_that_there_are(
    own: Institution, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=r"no institution called Other\. There are: Own Bank"):
        run(listed(tmp_path, ANNA), name="Other")


def test_an_institution_at_which_customers_sign_in_has_no_numbers(
    fjord: Institution, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="not linked by customer numbers"):
        run(listed(tmp_path, ANNA), name="Fjord Bank")


def test_looking_writes_nothing(own: Institution, tmp_path: Path) -> None:
    assert run(listed(tmp_path, ANNA), "--check") == "The list is good. Customers: 1\n"
    assert not User.objects.exists()


def test_another_number_is_another_link(own: Institution, tmp_path: Path) -> None:
    """Another person's figures are never mixed with hers."""
    run(listed(tmp_path, ANNA))
    old = Link.objects.get()
    people.account(old, "Everyday", "checking", 1_00)
    said = run(listed(tmp_path, "anna,300003,,,,,,"))
    assert numbers(own) == {"anna": "300003"}
    assert Link.objects.get(pk=old.pk).state == LinkState.ENDED
    assert not old.accounts.exists()
    assert "Linked under another number: 1" in said


def test_who_disconnected_stays_so_until_the_operator_says_otherwise(
    own: Institution, tmp_path: Path
) -> None:
    """Promise P8."""
    path = listed(tmp_path, ANNA)
    run(path)
    Link.objects.update(state=LinkState.ENDED)
    assert "Disconnected before, and left so (--again links them): 1" in run(path)
    assert numbers(own) == {}
    run(path, "--again")
    assert numbers(own) == {"anna": "200001"}


def test_who_is_switched_off_is_not_linked(own: Institution, tmp_path: Path) -> None:
    User.objects.create(username="anna", is_active=False)
    assert "Switched off, and left alone: 1" in run(listed(tmp_path, ANNA))
    assert numbers(own) == {}


def test_who_is_missing_stays_linked_unless_that_is_asked_for(
    cast: Cast, own: Institution, tmp_path: Path
) -> None:
    run(listed(tmp_path, ANNA, BEN))
    run(listed(tmp_path, BEN))
    assert numbers(own) == {"anna": "200001", "ben": "200002"}
    said = run(listed(tmp_path, BEN), "--unlink-missing")
    assert numbers(own) == {"ben": "200002"}
    assert "Unlinked, as the list lacks them: 1" in said
    # Another institution's customers are no business of this list's.
    assert Link.objects.get(customer=cast.alice).state == LinkState.LIVE
