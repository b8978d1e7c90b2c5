"""Between the connector and the sandbox bank: Prism finds nothing that breaks the standard."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from banking.connector import AccountRecord
from banking.connectors.obie.client import connect
from banking.connectors.obie.sign_in import ObieSignIn
from banking.facts import AccountKind
from banking.sandbox.options import Options
from banking.sandbox.server import serving
from tests import prism, specs
from tests.banking.connectors.obie.customer import CLIENT, Customer, access_of, bank_at
from tests.prism import Judge

pytestmark = pytest.mark.specs

EVER = date(2020, 1, 1)
ADDRESS = "203.0.113.7"


@pytest.fixture(scope="module", params=[("v3.1", "3.1.11"), ("v4.0", "4.0.0")], ids=["3.1", "4.0"])
def judged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Judge, Customer]]:
    """A customer of the sandbox bank, and the network on which she is read."""
    version, name = request.param
    document = specs.document(specs.ACCOUNT_INFO[name])
    folder = tmp_path_factory.mktemp("judged")
    with serving(Options(client=CLIENT)) as url:
        bank = bank_at(url, version)
        with prism.proxy(document, bank.base_url, folder) as judge:
            sign_in = ObieSignIn(transport=judge)
            yield judge, Customer(bank=bank, now=datetime.now(UTC), sign_in=sign_in)


def test_nothing_breaks_the_standard(judged: tuple[Judge, Customer]) -> None:
    judge, customer = judged
    granted = customer.gives_leave()
    access = access_of(customer.bank, granted, customer_address=ADDRESS)

    with connect(access, transport=judge) as connector:
        accounts = connector.accounts()
        moved = [list(connector.transactions(each.bank_id, since=EVER)) for each in accounts]
    customer.sign_in.end(customer.bank, granted.credentials, access.limits)

    assert judge.violations == []
    assert {each.kind for each in accounts if isinstance(each, AccountRecord)} == {
        AccountKind.CHECKING,
        AccountKind.SAVINGS,
        AccountKind.CREDIT_CARD,
    }
    assert all(moved)
    # Pages, statements and both ends of the consent were among what was judged.
    asked = judge.asked
    assert asked.count("GET /accounts/alice-everyday/transactions") > 2
    assert asked.count("GET /accounts/alice-travel-card/statements") == 1
    assert asked[0] == "POST /account-access-consents"
    assert asked[-1] == f"DELETE /account-access-consents/{granted.reference}"
