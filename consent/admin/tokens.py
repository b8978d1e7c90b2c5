"""That there is a token, whose and until when; never the secret itself."""

from django.contrib import admin
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_refresh_token_model,
)

from consent.admin.pages import ReadOnly
from consent.models import IssuedToken


@admin.register(IssuedToken)
class IssuedTokenAdmin(ReadOnly):
    list_display = ["authorization", "expires_at"]
    search_fields = ["authorization__consent__public_id"]
    list_select_related = ["authorization"]
    fields = ["authorization", "expires_at"]


@admin.register(get_access_token_model(), get_refresh_token_model(), get_grant_model())
class TokenAdmin(ReadOnly):
    """That there is one, whose and until when; never the secret itself."""

    list_display = ["id", "user", "application"]
    search_fields = ["user__username", "application__name"]
    list_select_related = ["user", "application"]
    fields = ["id", "user", "application"]
