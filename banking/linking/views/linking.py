"""Linking a bank: the way there, what is typed or handed in, and coming back."""

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banking.connectors import standard_of
from banking.linking import documents, operations, phrases, visits
from banking.linking.forms import FileForm, TypedForm
from banking.linking.operations import Problem, Who
from banking.linking.views.banks import herself, shown
from banking.models import Institution, Link, LinkedBy


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """What linking this bank means; then, by POST alone, the first step of it."""
    institution = Institution.objects.filter(public_id=public_id).first()
    if institution is None or not operations.is_offered(institution):
        raise Http404
    match institution.linked_by:
        case LinkedBy.SIGN_IN:
            return _sign_in(request, institution)
        case LinkedBy.FORM:
            return _type(request, institution)
        case _:
            return _hand_in(request, institution)


def _sign_in(request: HttpRequest, institution: Institution) -> HttpResponse:
    if request.method != "POST":
        return _page(request, institution)
    address = visits.begin(_who(request), institution, timezone.now())
    if isinstance(address, Problem):
        return _page(request, institution, problem=phrases.problem(address))
    return HttpResponseRedirect(address)


def _type(request: HttpRequest, institution: Institution) -> HttpResponse:
    asked = standard_of(institution.standard).form
    assert asked is not None  # noqa: S101 - what is offered has one
    form = TypedForm(asked, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, institution, form=form)
    found = operations.claim(_who(request), institution, form.cleaned_data)
    if isinstance(found, Problem):
        return _page(request, institution, form=form, problem=phrases.problem(found))
    return _linked(request, found)


def _hand_in(request: HttpRequest, institution: Institution) -> HttpResponse:
    upload = documents.upload_of(institution)
    assert upload is not None  # noqa: S101 - what is offered has one
    form = FileForm(upload, request if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, institution, form=form)
    content = form.cleaned_data["file"]
    found = documents.hand_in(herself(request), institution, content, timezone.now())
    if isinstance(found, Problem):
        return _page(request, institution, form=form, problem=phrases.problem_of_file(found))
    return _linked(request, found)


@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the bank: by GET, because that is how a bank sends her.

    Always leads on to another address: this one holds the bank's code, and pages repeat their own.
    """
    if not request.user.is_authenticated:
        visits.spoil(_returned(request), timezone.now())
        told = _("You were signed out here meanwhile, so nothing was linked. Please link it again.")
        messages.error(request, told)
        return redirect("banks:list")
    if not request.GET:
        # OAuth 2.0 Multiple Response Types, section 5: some banks answer in the fragment.
        return shown(request, "banking/returned.html", {})
    who, returned = _who(request), _returned(request)
    found = visits.come_back(who, returned, timezone.now())
    if isinstance(found, Link):
        return _linked(request, found)
    return _back(request, found, who, returned)


def _back(request: HttpRequest, why: Problem, who: Who, returned: dict[str, str]) -> HttpResponse:
    """What went wrong, in front of what she can do about it."""
    messages.error(request, phrases.problem(why))
    visit = visits.visit_of(who, returned)
    if visit is None:
        return redirect("banks:list")
    there = operations.standing(who.customer, visit.institution)
    if why is Problem.VISIT_USED and there:
        return redirect("banks:detail", there.public_id)
    return redirect("banks:link", visit.institution.public_id)


def _returned(request: HttpRequest) -> dict[str, str]:
    """The redirect's parameters; one that is given twice says nothing (RFC 6749, section 3.1)."""
    given = request.GET.lists()
    return {name: values[0] for name, values in given if len(values) == 1}


def _linked(request: HttpRequest, link: Link) -> HttpResponse:
    messages.success(request, _("Your bank is linked."))
    return redirect("banks:detail", link.public_id)


def _who(request: HttpRequest) -> Who:
    return Who(
        customer=herself(request),
        session=request.session.session_key or "",
        address=get_ip(request) or "",
        language=translation.get_language() or "en",
    )


def _page(
    request: HttpRequest, institution: Institution, *, form: Form | None = None, problem: str = ""
) -> HttpResponse:
    is_wrong = bool(problem) or bool(form and form.errors)
    page = {
        "institution": institution,
        "there": operations.standing(herself(request), institution),
        "form": form,
        "problem": problem,
        "days": visits.LEAVE.days,
    }
    return shown(request, "banking/link.html", page, status=400 if is_wrong else 200)
