"""What we say about ourselves is what we do, under one name."""

from django.urls import reverse
from oauth2_provider.settings import DEFAULTS, oauth2_settings

from tests.consent.oauth.linking import browser
from tests.people import Cast


def test_the_metadata_names_our_endpoints_under_one_issuer(cast: Cast) -> None:
    """Check 34."""
    metadata = browser().get("/.well-known/oauth-authorization-server").json()
    issuer = "https://bank.test"
    assert metadata == metadata | {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}{reverse('oauth2_provider:authorize')}",
        "token_endpoint": f"{issuer}{reverse('oauth2_provider:token')}",
        "revocation_endpoint": f"{issuer}{reverse('oauth2_provider:revoke-token')}",
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "client_secret_basic",
            "none",
        ],
        "scopes_supported": ["balances", "dues"],
        "authorization_response_iss_parameter_supported": True,
    }
    assert not {"introspection_endpoint", "registration_endpoint"} & set(metadata)


def test_the_protected_resource_names_the_same_issuer(cast: Cast) -> None:
    """Check 34."""
    resource = browser().get("/.well-known/oauth-protected-resource").json()
    assert resource["authorization_servers"] == ["https://bank.test"]
    assert resource["resource"] == "https://bank.test"


def test_every_rule_of_rfc_9700_is_kept(cast: Cast) -> None:
    """Check 39, and design section 4: a newer toolkit's gates are found by their name."""
    gates = [name for name in DEFAULTS if name.startswith("COMPLIANT_BCP_RFC9700_")]
    assert len(gates) > 9
    assert {name for name in gates if getattr(oauth2_settings, name) is not True} == set()
    assert oauth2_settings.REFRESH_TOKEN_REUSE_PROTECTION
    assert not oauth2_settings.DCR_ENABLED
    assert not oauth2_settings.CIMD_ENABLED
