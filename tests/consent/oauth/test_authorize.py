"""The page that asks: who may be sent back where, and what the form cannot do."""

import pytest
from oauth2_provider.models import Grant

from consent.models import Assistant, Consent
from consent.states import State
from tests.consent.oauth.linking import browser, choices, request, returned
from tests.people import REDIRECT, Cast


def waiting(cast: Cast) -> int:
    """How many consents there are beyond the cast's two."""
    return Consent.objects.count() - 2


def test_a_customer_who_allows_is_sent_back_with_a_code(cast: Cast) -> None:
    """The baseline of checks 21 to 23, 33, 35 and 36."""
    back = returned(browser(cast.alice).post(request(), choices(cast.everyday)))
    assert {"state": back["state"], "iss": back["iss"]} == {
        "state": "a-state",
        "iss": "https://bank.test",
    }
    consent = Consent.objects.get(customer=cast.alice, state=State.LIVE)
    assert [row.scope for row in consent.scopes.all()] == ["balances"]
    assert Grant.objects.get(code=back["code"]).scope == "balances"


@pytest.mark.parametrize(
    "uri",
    [
        f"{REDIRECT}/more",
        f"{REDIRECT}?x=1",
        REDIRECT.replace("/link/", "/LINK/"),
        f"{REDIRECT}/",
        REDIRECT.replace("pitangui.", "evil.pitangui."),
        REDIRECT.replace("https://", "https://x@"),
        f"{REDIRECT}#fragment",
        REDIRECT.replace("https", "http"),
        "https://evil.test/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_is_not_exactly_the_registered_one_gets_a_page(
    cast: Cast, uri: str, method: str
) -> None:
    """Check 21; rule PLAT-31."""
    call = getattr(browser(cast.alice), method)
    response = call(request(redirect_uri=uri), choices(cast.everyday) if method == "post" else None)
    assert (response.status_code, waiting(cast)) == (400, 0)
    assert "Nothing was shared" in response.content.decode()


@pytest.mark.parametrize("kind", ["token", "id_token", "code id_token", "code token", "none"])
def test_only_a_code_is_given(cast: Cast, kind: str) -> None:
    """Check 22."""
    response = browser(cast.alice).post(request(response_type=kind), choices(cast.everyday))
    assert "code" not in returned(response)
    assert returned(response)["error"] in {"unauthorized_client", "unsupported_response_type"}
    assert waiting(cast) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge_method": "S512"},
    ],
)
def test_without_a_proof_of_the_right_kind_there_is_no_code(
    cast: Cast, changes: dict[str, str | None]
) -> None:
    """Check 23; what was about to be granted is not."""
    response = browser(cast.alice).post(request(**changes), choices(cast.everyday))
    assert returned(response)["error"] == "invalid_request"
    assert (waiting(cast), Grant.objects.count()) == (0, 0)


def test_a_long_state_comes_back_whole_and_the_issuer_is_the_one_of_the_metadata(
    cast: Cast,
) -> None:
    """Check 33."""
    state = "s" * 1500
    client = browser(cast.alice)
    back = returned(client.post(request(state=state), choices(cast.everyday)))
    metadata = client.get("/.well-known/oauth-authorization-server").json()
    assert (back["state"], back["iss"]) == (state, metadata["issuer"])


@pytest.mark.parametrize(
    ("asked", "answer", "error"),
    [
        ({}, "deny", "access_denied"),
        ({"scope": "everything"}, "allow", "invalid_scope"),
        ({"scope": None}, "allow", "invalid_scope"),
        ({"response_type": "token"}, "allow", "unauthorized_client"),
    ],
)
def test_an_error_goes_back_with_state_and_issuer(
    cast: Cast, asked: dict[str, str | None], answer: str, error: str
) -> None:
    """Checks 33 and 35."""
    form = choices(cast.everyday, answer=answer)
    back = returned(browser(cast.alice).post(request(**asked), form))
    expected = {"error": error, "state": "a-state", "iss": "https://bank.test"}
    assert {name: back[name] for name in expected} == expected
    assert not Consent.objects.filter(customer=cast.charlie).exists()


def test_the_page_names_who_asks_what_for_and_how_long_with_nothing_ticked(cast: Cast) -> None:
    """Check 35."""
    page = browser(cast.alice).get(request()).content.decode()
    for words in (
        "Alexa",
        "Amazon",
        "How much is in these accounts",
        "Rainy Day ..5678",
        "90 days",
    ):
        assert words in page
    assert "checked" not in page


def test_looking_at_the_page_writes_nothing(cast: Cast) -> None:
    browser(cast.alice).get(request())
    assert waiting(cast) == 0


def test_the_page_cannot_be_framed_or_kept(cast: Cast) -> None:
    """Check 35; rule PLAT-29."""
    response = browser(cast.alice).get(request())
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_the_answer_needs_the_pages_token(cast: Cast) -> None:
    """Check 35; rule PLAT-28."""
    strict = browser(cast.alice, is_strict=True)
    response = strict.post(request(), choices(cast.everyday))
    assert (response.status_code, waiting(cast)) == (403, 0)


@pytest.mark.parametrize("field", ["scope", "client_id", "redirect_uri", "response_type"])
def test_the_form_cannot_say_what_was_asked_for(cast: Cast, field: str) -> None:
    """Check 36: what the assistant asks stands in the URL; a second voice is an error."""
    form = choices(cast.everyday, **{field: "cards.lock"})
    response = browser(cast.alice).post(request(scope="balances"), form)
    assert "code=" not in response.headers.get("Location", "")
    assert waiting(cast) == 0


@pytest.mark.parametrize("name", ["dues", "cards.lock", "nonsense"])
def test_a_scope_that_was_not_asked_for_cannot_be_ticked(cast: Cast, name: str) -> None:
    """Check 36."""
    form = choices(cast.everyday, scopes=["balances", name])
    response = browser(cast.alice).post(request(scope="balances"), form)
    assert (response.status_code, waiting(cast)) == (400, 0)


def test_an_account_of_somebody_else_cannot_be_ticked(cast: Cast) -> None:
    """Check 36."""
    form = choices(cast.everyday, cast.charlies)
    response = browser(cast.alice).post(request(), form)
    assert (response.status_code, waiting(cast)) == (400, 0)


@pytest.mark.parametrize(
    "missing", ["scopes", "accounts", "days", "amounts", "asks_code", "answer"]
)
def test_nothing_is_chosen_for_her(cast: Cast, missing: str) -> None:
    """Promise P2."""
    form = choices(cast.everyday)
    del form[missing]
    response = browser(cast.alice).post(request(), form)
    assert (response.status_code, waiting(cast)) == (400, 0)


def test_no_is_as_easy_as_yes(cast: Cast) -> None:
    """Check 35: one button, with nothing ticked."""
    back = returned(browser(cast.alice).post(request(), {"answer": "deny"}))
    assert back["error"] == "access_denied"
    denied = Consent.objects.get(customer=cast.alice, state=State.ENDED)
    assert denied.end_reason == "denied"


def test_no_browser_stops_her_from_saying_no(cast: Cast) -> None:
    page = browser(cast.alice).get(request()).content.decode()
    assert '<form method="post" novalidate>' in page


def test_a_stranger_is_asked_to_sign_in_first(cast: Cast) -> None:
    response = browser().get(request())
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/oauth/authorize/")


def test_an_assistant_without_an_agreement_cannot_be_linked(cast: Cast) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(agreement_ends_on="2026-01-02")
    response = browser(cast.alice).post(request(), choices(cast.everyday))
    assert (response.status_code, waiting(cast)) == (403, 0)


def test_an_assistant_switched_off_cannot_be_linked(cast: Cast) -> None:
    Assistant.objects.filter(pk=cast.alexa.pk).update(is_enabled=False)
    response = browser(cast.alice).post(request(), choices(cast.everyday))
    assert (response.status_code, waiting(cast)) == (400, 0)


@pytest.mark.parametrize(
    "path", ["/oauth/applications/", "/oauth/register/", "/oauth/introspect/", "/oauth/device/"]
)
def test_the_toolkits_other_pages_are_not_there(cast: Cast, path: str) -> None:
    assert browser(cast.alice).get(path).status_code == 404
