"""Twelve requests of one client at once, and a customer who leaves meanwhile."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.foreign.client import INVALID_GRANT, Granted, Outcome, granted
from tests.foreign.conftest import Connect, Customer, Teller

CALLERS, ROUNDS = 12, 20


def kind(outcome: Outcome) -> object:
    return "granted" if isinstance(outcome, Granted) else outcome


def test_twelve_redemptions_of_a_code_give_one_answer(connect: Connect, alice: Customer) -> None:
    """Check 26."""
    client = connect()
    seen: Counter[frozenset[tuple[object, int]]] = Counter()
    for _ in range(ROUNDS):
        linking = client.begin()
        address = alice.sent_back(linking.url, ["Everyday"])
        outcomes = client.redeem(linking, address, CALLERS)
        seen[frozenset(Counter(kind(each) for each in outcomes).items())] += 1
    assert seen == {frozenset({("granted", 1), (INVALID_GRANT, CALLERS - 1)}): ROUNDS}


def test_twelve_refreshes_all_give_tokens_and_the_link_lives_on(
    connect: Connect, alice: Customer, teller: Teller
) -> None:
    """Check 27."""
    client = connect()
    linking = client.begin()
    [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
    token = granted(outcome)["refresh_token"]
    for _ in range(ROUNDS):
        outcomes = client.refresh(token, CALLERS)
        assert [kind(each) for each in outcomes] == ["granted"] * CALLERS
    [outcome] = client.refresh(token)
    assert teller("is_answered", token=granted(outcome)["access_token"])


def test_nothing_issued_before_or_during_a_revoke_works_after_it(
    connect: Connect, alice: Customer, teller: Teller
) -> None:
    """Check 30."""
    client = connect()
    for _ in range(5):
        linking = client.begin()
        [outcome] = client.redeem(linking, alice.sent_back(linking.url, ["Everyday"]))
        token = granted(outcome)["refresh_token"]
        with ThreadPoolExecutor(1) as customer:
            left = customer.submit(teller, "end_consent", client_id=client.registration.id)
            outcomes = client.refresh(token, CALLERS)
            left.result()
        assert {kind(each) for each in outcomes} <= {"granted", INVALID_GRANT}
        held = [each.tokens["access_token"] for each in outcomes if isinstance(each, Granted)]
        assert not any(teller("is_answered", token=each) for each in held)
        assert client.refresh(token) == [INVALID_GRANT]
