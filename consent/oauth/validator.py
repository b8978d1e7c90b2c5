"""What the toolkit's validator must also know: consents, replays, and who does not rotate."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from oauth2_provider.models import AbstractApplication, get_refresh_token_model
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import InvalidGrantError

from consent import leaving
from consent.models import Assistant, Authorization, Consent, IssuedToken
from consent.states import Channel, EndReason, State

# oauthlib's request carries whatever its validator puts on it.
Request = Any

log = structlog.get_logger(__name__)


def checksum(secret: str) -> str:
    """How a code or token is looked up: its SHA-256."""
    return sha256(secret.encode()).hexdigest()


class ConsentValidator(OAuth2Validator):  # type: ignore[misc]  # the toolkit has no types
    """Ties each code and token to an authorization, and each authorization to a live consent."""

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        super().save_authorization_code(client_id, code, request, *args, **kwargs)
        consent = Consent.objects.get(
            customer=request.user, assistant=request.client, state=State.LIVE
        )
        Authorization.objects.create(
            consent=consent, code_hash=checksum(code["code"]), created_at=timezone.now()
        )

    def validate_code(
        self,
        client_id: str,
        code: str,
        client: Assistant,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        """A code that was redeemed before is in two hands: it ends what it gave.

        Source: RFC 9700 section 4.5 and OWASP ASVS 5.0, 10.4.2.
        """
        authorization = (
            Authorization.objects.select_related("consent__customer")
            .filter(code_hash=checksum(code), consent__assistant=client)
            .first()
        )
        if authorization is None:
            return False
        if authorization.redeemed_at is not None:
            # Once: whoever holds the dead code must not write to her as often as he likes.
            if authorization.ended_at is None:
                leaving.end_authorization(authorization, timezone.now(), why="code replayed")
            return False
        request.authorization = authorization
        return _is_good(authorization) and super().validate_code(
            client_id, code, client, request, *args, **kwargs
        )

    def confirm_redirect_uri(self, client_id: str, *args: Any, **kwargs: Any) -> bool:
        """A code that comes from another address is no grant; oauthlib calls that a bad request.

        Source: RFC 6749 section 5.2.
        """
        if not super().confirm_redirect_uri(client_id, *args, **kwargs):
            raise InvalidGrantError
        return True

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        """Nor is one without its verifier a grant.

        Source: RFC 7636 section 4.6.
        """
        if request.code_verifier is None:
            raise InvalidGrantError
        challenge: str | None = super().get_code_challenge(code, request)
        return challenge

    def validate_refresh_token(
        self, refresh_token: str, client: Assistant, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """A refresh token is good while its consent is; a replayed one ends its authorization.

        Source: RFC 9700 section 4.14.2.
        """
        is_valid = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        authorization = _by_refresh_token(refresh_token, client)
        if authorization is None or not is_valid:
            if authorization is not None and authorization.ended_at is None:
                leaving.end_authorization(authorization, timezone.now(), why="token replayed")
            return False
        request.authorization = authorization
        return _is_good(authorization)

    def validate_bearer_token(self, token: str, scopes: object, request: Request) -> bool:
        is_valid: bool = super().validate_bearer_token(token, scopes, request)
        return is_valid and _is_token_good(token)

    def rotate_refresh_token(self, request: Request) -> bool:
        """Public clients rotate; confidential ones would be stranded by one lost reply.

        Source: RFC 9700 section 2.2.2.
        """
        is_public: bool = request.client.client_type == AbstractApplication.CLIENT_PUBLIC
        return is_public

    def _save_bearer_token(
        self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        if request.grant_type == "refresh_token" and not self.rotate_refresh_token(request):
            # The toolkit would overwrite the one access token, killing the answer of a parallel
            # refresh; each gets its own instead, and lives out its ten minutes.
            self._check_and_set_request_resource(request)
            expires_at = timezone.now() + timedelta(seconds=settings.ACCESS_TOKEN_SECONDS)
            self._create_access_token(expires_at, request, token)
        else:
            super()._save_bearer_token(token, request, *args, **kwargs)
        self._attribute(token, request.authorization)

    def _attribute(self, token: dict[str, Any], authorization: Authorization) -> None:
        now = timezone.now()
        IssuedToken.objects.create(
            authorization=authorization,
            checksum=checksum(token["access_token"]),
            expires_at=now + timedelta(seconds=settings.ACCESS_TOKEN_SECONDS),
        )
        if authorization.redeemed_at is None:
            family = (
                get_refresh_token_model()
                .objects.values_list("token_family", flat=True)
                .get(token_checksum=checksum(token["refresh_token"]), revoked=None)
            )
            authorization.redeemed_at, authorization.token_family = now, family
            authorization.save(update_fields=["redeemed_at", "token_family"])

    def revoke_token(
        self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Ends the consent under any of the client's own tokens: leaving is one step everywhere.

        Source: RFC 7009 section 2.1.
        """
        authorization = _by_access_token(token, request.client) or _by_refresh_token(
            token, request.client
        )
        super().revoke_token(token, token_type_hint, request, *args, **kwargs)
        if authorization is not None:
            leaving.revoke(authorization.consent, EndReason.REVOKED, Channel.TOKEN, timezone.now())


def _authorizations(client: Assistant) -> QuerySet[Authorization]:
    return Authorization.objects.select_related("consent__customer").filter(
        consent__assistant=client
    )


def _by_access_token(token: str, client: Assistant) -> Authorization | None:
    return _authorizations(client).filter(tokens__checksum=checksum(token)).first()


def _by_refresh_token(token: str, client: Assistant) -> Authorization | None:
    families = (
        get_refresh_token_model()
        .objects.filter(token_checksum=checksum(token), application=client)
        .values("token_family")
    )
    return _authorizations(client).filter(token_family__in=families).first()


def _is_good(authorization: Authorization) -> bool:
    """Whether tokens may be issued: a paused consent keeps its link, an ended one does not."""
    consent = authorization.consent
    return (
        authorization.ended_at is None
        and consent.customer.is_active
        and consent.state in (State.LIVE, State.PAUSED)
        and not consent.is_expired(timezone.now())
    )


def _is_token_good(token: str) -> bool:
    issued = (
        IssuedToken.objects.select_related("authorization__consent__customer")
        .filter(checksum=checksum(token))
        .first()
    )
    return issued is not None and _is_good(issued.authorization)
