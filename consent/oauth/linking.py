"""The linking page: the customer chooses, sees what she chose, and only then allows it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.views import base

from consent import approval, gateway, operations, phrases, recent
from consent.approval import Answer
from consent.forms import DURATION_LABELS, ConsentForm, Offer
from consent.models import Assistant, Consent, ConsentQuerySet, VoiceCode
from consent.oauth import asked as asking
from consent.oauth.asked import Asked
from consent.states import State


@method_decorator(recent.required, name="dispatch")
class AuthorizeView(base.BaseAuthorizationView):  # type: ignore[misc]  # the toolkit has no types
    """Asks in two steps; nothing is kept in between, and each step checks everything again.

    What the assistant asks for is read from the URL alone, never the form. ``answer`` says what the
    customer pressed: review, change, allow, deny, app, or approved (in the app).
    """

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            asked = asking.read(request, self.validate_authorization_request)
        except OAuthToolkitError as error:
            return self.error_response(error, application=None)
        if not asked.assistant.has_agreement(timezone.now().date()):
            problem = {"problem": "no_agreement"}
            return _page(request, "authorize_problem", problem, status=403)
        try:
            return self._step(request, asked)
        except OAuthToolkitError as error:
            return self.error_response(error, asked.assistant)

    def _step(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        match request.POST.get("answer"):
            case "deny":
                return self._deny(request, asked)
            case "app" if settings.BANK_APP:
                return self._ask_the_app(request, asked)
            case "approved" if settings.BANK_APP:
                return self._after_the_app(request, asked)
            case answer:
                return self._choose(request, asked, answer)

    def _choose(self, request: HttpRequest, asked: Asked, answer: str | None) -> HttpResponseBase:
        is_answered, offer = request.method == "POST", _offer(request, asked)
        if not offer.accounts:
            return _page(request, "authorize_problem", {"problem": "no_accounts"})
        form = ConsentForm(request.POST if is_answered else None, offer=offer)
        page = {"form": form} | _words(request, asked)
        if not is_answered or answer == "change":
            return _page(request, "authorize", page)
        if answer not in ("review", "allow") or not form.is_valid():
            return _page(request, "authorize", page, status=400)
        if answer == "allow":
            return self._grant(request, asked, form.choice())
        return _page(request, "authorize_review", page | _summary(form))

    def _grant(
        self, request: HttpRequest, asked: Asked, choice: operations.Choice
    ) -> HttpResponseBase:
        now, scopes = timezone.now(), " ".join(sorted(choice.scopes))
        with transaction.atomic():
            operations.grant(_requested(request, asked.assistant, now), choice, now)
            return self._code(request, asked, scopes)

    def _code(self, request: HttpRequest, asked: Asked, scopes: str) -> HttpResponseBase:
        given = asked.credentials
        uri, *_ = self.create_authorization_response(request, scopes, given, allow=True)
        return self._back(uri, asked.assistant)

    def _deny(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        now = timezone.now()
        with transaction.atomic():
            waiting = _waiting(request, asked.assistant).filter(state=State.REQUESTED).first()
            operations.deny(waiting or _requested(request, asked.assistant, now), now)
        return self._denied(request, asked)

    def _denied(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        # The toolkit words a refusal as an exception, which goes back to the assistant.
        given = asked.credentials
        uri, *_ = self.create_authorization_response(request, "", given, allow=False)
        return self._back(uri, asked.assistant)

    def _ask_the_app(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        now = timezone.now()
        with transaction.atomic():
            waiting = approval.begin(_customer(request), asked.assistant, asked.scopes, now)
        return self._wait(request, asked, waiting)

    def _wait(
        self, request: HttpRequest, asked: Asked, waiting: Consent, *, is_early: bool = False
    ) -> HttpResponseBase:
        page = _words(request, asked) | {
            "waiting": waiting,
            "digits": approval.digits(waiting),
            "is_early": is_early,
        }
        return _page(request, "authorize_app", page)

    def _after_the_app(self, request: HttpRequest, asked: Asked) -> HttpResponseBase:
        now = timezone.now()
        with transaction.atomic():
            # Locked: two clicks at once must not be given a code each.
            consent = _waiting(request, asked.assistant).select_for_update().first()
            answer = approval.answer(consent, asked.scopes, now) if consent else Answer.GONE
            if consent and answer is Answer.ALLOWED:
                scopes = " ".join(sorted(row.scope for row in consent.scopes.all()))
                return self._code(request, asked, scopes)
        if answer is Answer.DENIED:
            return self._denied(request, asked)
        if consent and answer is Answer.NOT_YET:
            return self._wait(request, asked, consent, is_early=True)
        form = ConsentForm(offer=_offer(request, asked))
        page = _words(request, asked) | {"form": form, "is_gone": True}
        return _page(request, "authorize", page, status=400)

    def error_response(
        self, error: OAuthToolkitError, application: Assistant | None
    ) -> HttpResponseBase:
        """Back to the assistant with ``iss``, or, where the address cannot be trusted, a page.

        Source: RFC 9207 section 2.
        """
        if isinstance(error, FatalClientError):
            status = error.oauthlib_error.status_code
            return _page(self.request, "authorize_problem", {"problem": "request"}, status=status)
        _, response = base.OAuthLibMixin.error_response(self, error)
        issuer = urlencode({"iss": settings.PUBLIC_URL})
        return self._back(f"{response['url']}&{issuer}", application)

    def _back(self, uri: str, application: Assistant | None) -> HttpResponseBase:
        response: HttpResponseBase = self.redirect(uri, application)
        return response


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    with timezone.override(gateway.own_time_zone(request.user)):
        return render(request, f"consent/{template}.html", context, status=status)


def _customer(request: HttpRequest) -> AbstractBaseUser:
    customer = request.user
    if customer.is_anonymous:
        message = "The sign-in in front of this view is gone"
        raise PermissionDenied(message)
    return customer


def _requested(request: HttpRequest, assistant: Assistant, now: datetime) -> Consent:
    return operations.request(_customer(request), assistant, now)


def _waiting(request: HttpRequest, assistant: Assistant) -> ConsentQuerySet:
    """The request to the bank's app that the form speaks of, if it is hers and for this one."""
    own = Consent.objects.of(_customer(request).pk).filter(assistant=assistant, asked__gt="")
    return own.filter(public_id=request.POST.get("consent", "").replace("\0", ""))


def _offer(request: HttpRequest, asked: Asked) -> Offer:
    return Offer(
        scopes=asked.scopes,
        accounts={str(label.ref): label.masked for label in gateway.own_accounts(request.user)},
        platform=asked.assistant.platform,
        has_voice_code=VoiceCode.objects.filter(customer=_customer(request).pk).exists(),
    )


def _words(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    return {
        "assistant": asked.assistant,
        "host": asked.host,
        "purpose": phrases.purpose(operations.PURPOSE),
        "offered": asked.scopes,
        "has_app": settings.BANK_APP,
        "here": request.get_full_path(),
    }


def _summary(form: ConsentForm) -> dict[str, Any]:
    choice, now = form.choice(), timezone.now()
    scopes = [scope for scope in form.offer.scopes if scope in choice.scopes]
    days = choice.days or 0
    return {
        "scopes": scopes,
        "accounts": list(choice.accounts.values()),
        "days": DURATION_LABELS[days],
        "until": now + operations.DURATIONS[days],
        "privacy": phrases.privacy(choice.privacy, scopes),
        "chosen": form.chosen(),
    }
