"""The page of the voice code: set, change, set anew after a lock, remove."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consent import recent
from consent.views.consents import shown
from consent.voice import voice_code
from consent.voice.voice_code import Readiness
from consent.voice.weak_codes import LENGTH


def _digits(**more: Any) -> forms.CharField:
    # A password field: never shown, and never sent back when the page comes again.
    attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": LENGTH}
    return forms.CharField(strip=True, widget=forms.PasswordInput(attrs=attributes), **more)


class CodeForm(forms.Form):
    """The code, twice: what is typed unseen is easily mistyped."""

    code = _digits(
        label=gettext_lazy("Your voice code"),
        error_messages={"required": gettext_lazy("Type the four digits of your voice code.")},
    )
    again = _digits(
        label=gettext_lazy("The same code again"),
        error_messages={"required": gettext_lazy("Type the same four digits again.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"code", "again"} <= cleaned.keys() and cleaned["code"] != cleaned["again"]:
            self.add_error("again", _("The two codes are not the same. Type them once more."))
        return cleaned


@sensitive_post_parameters("code", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@recent.required
def voice_code_page(request: HttpRequest) -> HttpResponse:
    """What a voice code is, its rules, and the two fields for it."""
    if request.method != "POST":
        return _page(request, CodeForm())
    if request.POST.get("answer") == "remove":
        return _removed(request)
    form = CodeForm(request.POST)
    return _set(request, form) if form.is_valid() else _page(request, form)


def _set(request: HttpRequest, form: CodeForm) -> HttpResponse:
    customer = request.user
    assert customer.is_authenticated  # noqa: S101 - narrows the type
    against = voice_code.set_code(customer, form.cleaned_data["code"], timezone.now())
    if against:
        form.add_error("code", str(against.label))
        return _page(request, form)
    messages.success(request, _("Your voice code is set. You have three tries to say it right."))
    return _away(request)


def _removed(request: HttpRequest) -> HttpResponse:
    customer = request.user
    assert customer.is_authenticated  # noqa: S101 - narrows the type
    if voice_code.remove(customer, timezone.now()):
        messages.success(request, _("You have no voice code any more."))
    else:
        messages.info(request, _("Nothing changed: you had no voice code."))
    return _away(request)


def _away(request: HttpRequest) -> HttpResponse:
    """Back to where she came from, if that is a page of ours."""
    return redirect(_next(request) or "consent:voice_code")


def _next(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def _page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    customer = request.user
    assert customer.is_authenticated  # noqa: S101 - narrows the type
    readiness = voice_code.readiness(customer)
    context = {
        "form": form,
        "has_code": readiness is not Readiness.NOT_SET,
        "is_locked": readiness is Readiness.LOCKED,
        "back": _next(request),
    }
    return shown(request, "consent/voice_code.html", context, status=422 if form.errors else 200)
