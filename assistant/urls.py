"""Where everything is; lower apps are included by name."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.site.site_header = admin.site.site_title = "Sayso for the bank's operator"
# The same sign-in as everybody's, with its limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    # First, because it is asked most.
    path("platforms/alexa/", include("assistant.platforms.alexa.urls")),
    path("", RedirectView.as_view(pattern_name="consent:list"), name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("consents/", include("consent.urls")),
    path("", include("consent.oauth.urls", namespace="oauth2_provider")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("try/", include("assistant.simulator.urls")))
