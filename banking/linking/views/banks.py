"""Her linked banks: all of them, one of them, and leaving one."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banking import queries, refresh
from banking.linking import expiry, operations, phrases
from banking.models import Account, Link, LinkQuerySet, LinkState, User
from banking.security import fresh

# Asking by hand is not counted by banks that count what is unattended: it is for persons.
_NEW = timedelta(seconds=30)


@require_safe
@login_required
def banks(request: HttpRequest) -> HttpResponse:
    """Every bank that she linked, and those that she can link."""
    now, links = timezone.now(), _standing(request).order_by("institution__name", "pk")
    cards = [phrases.card(link, now) for link in links]
    linked = {card.link.institution_id for card in cards}
    page = {
        "cards": cards,
        "offered": [each for each in operations.offered() if each.pk not in linked],
        "soon_days": expiry.SOON.days,
    }
    return shown(request, "banking/list.html", page)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them with its accounts; just linked, it says that they are being read."""
    card = phrases.card(own(request, public_id), timezone.now())
    return shown(request, "banking/detail.html", {"card": card})


@require_POST
@login_required
def refresh_now(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks the bank for news, ahead of what is only due."""
    link, now = own(request, public_id), timezone.now()
    is_new = link.fetched_at is not None and now - link.fetched_at < _NEW
    if is_new:
        messages.info(request, _("We have just asked your bank."))
    elif refresh.ask(link.pk):
        messages.info(request, _("We are asking your bank. Look again in a moment."))
    else:
        messages.info(request, _("Your bank cannot be asked at this moment. Try again later."))
    return redirect("banks:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def disconnect(request: HttpRequest, public_id: str) -> HttpResponse:
    """What it means to leave the bank; once she is sure, all that it told is erased."""
    link = own(request, public_id)
    if request.method != "POST" or "sure" not in request.POST:
        page = {
            "card": phrases.card(link, timezone.now()),
            "refs": list(Account.objects.filter(link=link).values_list("public_id", flat=True)),
            "is_unsure": request.method == "POST",
        }
        return shown(request, "banking/disconnect.html", page)
    operations.end(link)
    told = _("%(name)s is disconnected. What it told us is deleted.")
    messages.success(request, told % {"name": link.institution.name})
    return redirect("banks:list")


def own(request: HttpRequest, public_id: str) -> Link:
    """One of her own links that has not ended.

    Raises:
        Http404: It is not hers, or there is none.

    """
    link = _standing(request).filter(public_id=public_id).first()
    if link is None:
        raise Http404
    return link


def _standing(request: HttpRequest) -> LinkQuerySet:
    links = Link.objects.filter(customer=herself(request).pk).exclude(state=LinkState.ENDED)
    return links.select_related("institution")


def herself(request: HttpRequest) -> User:
    """The customer who is signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type
    return request.user


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, with moments in her own time."""
    zone = queries.time_zone_of(request.user.pk) if request.user.is_authenticated else "UTC"
    with timezone.override(zone):
        return render(request, template, context, status=status)
