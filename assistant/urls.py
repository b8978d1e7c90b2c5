"""Where everything is; lower apps are included by name."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # First, because it is asked most.
    path("platforms/alexa/", include("assistant.platforms.alexa.urls")),
    path("banks/", include("banking.events.urls")),
    path("metrics", include("banking.seeing.urls")),
    path("", RedirectView.as_view(pattern_name="consent:list"), name="home"),
    path("accounts/", include("banking.signin_urls")),
    path("consents/", include("consent.urls")),
    path("banks/", include("banking.linking.urls")),
    path("api/v1/auth/app/v1/", include("banking.app_signin_urls")),
    path("api/v1/", include("consent.api.urls")),
    path("", include("consent.oauth.urls", namespace="oauth2_provider")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("try/", include("assistant.simulator.urls")))
