"""The pages of signing in: of allauth's those that we use, none that opens an account."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from banking import languages, security
from banking.security import fresh

_WAYS_IN = {
    "oidc_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    "has_password": settings.PASSWORD_SIGN_IN,
}
urlpatterns: list[URLPattern] = [
    path("login/", account.LoginView.as_view(extra_context=_WAYS_IN), name="account_login"),
    # Nobody signs up; allauth wants an address to name in a mail of which we send our own wording.
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("security/", security.overview, name="signin_security"),
    path("language/", languages.choose, name="language"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("email/", fresh(account.email), name="account_email"),
    path("email/confirm/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/activate/", fresh(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/deactivate/", fresh(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", fresh(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/generate/",
        fresh(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", fresh(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<int:pk>/edit/", fresh(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/<int:pk>/remove/", fresh(webauthn.remove_webauthn), name="mfa_remove_webauthn"
    ),
]
if settings.PASSWORD_SIGN_IN:
    urlpatterns += [
        path("password/change/", fresh(account.password_change), name="account_change_password"),
        path("password/set/", fresh(account.password_set), name="account_set_password"),
        path("password/reset/", account.password_reset, name="account_reset_password"),
        path(
            "password/reset/done/",
            account.password_reset_done,
            name="account_reset_password_done",
        ),
        re_path(
            r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            account.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path(
            "password/reset/key/done/",
            account.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
    ]
if settings.OIDC_ISSUER:
    from allauth.socialaccount import views as provider

    from banking import oidc

    urlpatterns += [
        path("bank/", oidc.login, name="signin_bank"),
        path("bank/again/", oidc.again, name="signin_again"),
        path("bank/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
        path("bank/error/", provider.login_error, name="socialaccount_login_error"),
        path(
            "oidc/<str:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"
        ),
    ]
