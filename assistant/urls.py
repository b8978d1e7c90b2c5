"""Where everything is; lower apps are included by name."""

from allauth.account import views as allauth_views
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
    # Of allauth's pages those that this stage needs; the others write mail, or open accounts.
    path("accounts/login/", allauth_views.login, name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("consents/", include("consent.urls")),
    path("", include("consent.oauth.urls", namespace="oauth2_provider")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("try/", include("assistant.simulator.urls")))
