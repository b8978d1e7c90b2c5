"""Where everything is; lower apps are included by name."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="consent:list"), name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("consents/", include("consent.urls")),
    path("", include("consent.oauth.urls", namespace="oauth2_provider")),
    path("platforms/alexa/", include("assistant.platforms.alexa.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("try/", include("assistant.simulator.urls")))
