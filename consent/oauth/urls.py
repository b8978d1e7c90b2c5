"""The endpoints we offer of the toolkit's many; its pages for registering clients are not."""

from django.urls import path
from oauth2_provider.urls import metadata_urlpatterns

from consent.oauth.linking import AuthorizeView
from consent.oauth.views import RevokeView, TokenView

app_name = "oauth2_provider"
_ROOT_DOCUMENTS = {"oauth-server-metadata", "oauth-resource-metadata"}
urlpatterns = [
    *(pattern for pattern in metadata_urlpatterns if pattern.name in _ROOT_DOCUMENTS),
    path("oauth/authorize/", AuthorizeView.as_view(), name="authorize"),
    path("oauth/token/", TokenView.as_view(), name="token"),
    path("oauth/revoke/", RevokeView.as_view(), name="revoke-token"),
]
