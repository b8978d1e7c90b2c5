"""What was released: as a list, as a file, and whether all of it is still there."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent import gateway
from consent.history import released
from consent.history.filters import FilterForm
from consent.history.lines import Line
from consent.models import Disclosure
from consent.proof import checked

_PER_PAGE = 50
_COLUMNS = tuple(Line.__dataclass_fields__)
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Lines = Iterator[list[Line]]


@require_safe
@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """Her list, with a form that filters it and a chart over time."""
    now = timezone.now()
    with timezone.override(gateway.own_time_zone(request.user)):
        form = _form(request)
        context: dict[str, Any] = {"form": form, "erased": released.erased(request.user)}
        if form.is_valid():
            filters = form.filters()
            rows = released.shown(request.user, filters)
            page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
            context |= {
                "page": page,
                "lines": released.page(page.object_list, now),
                "bars": released.chart(request.user, filters, timezone.localdate(now)),
                "asked": _asked(request),
            }
        return render(request, "consent/released.html", context)


@require_safe
@login_required
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a table (RFC 4180)."""
    return _download(request, _table, "text/csv; charset=utf-8; header=present", "csv")


@require_safe
@login_required
def as_json(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as JSON."""
    return _download(request, _document, "application/json", "json")


@require_safe
@login_required
def check_chain(request: HttpRequest) -> HttpResponse:
    """Whether every line that was written about her is there, in order and unchanged."""
    return render(request, "consent/chain.html", {"checked": checked.check(request.user)})


def _form(request: HttpRequest) -> FilterForm:
    own = {str(each.ref): each.masked for each in gateway.own_accounts(request.user)}
    return FilterForm(
        request.GET,
        assistants=released.assistants(request.user),
        accounts=own | released.accounts(request.user),
    )


def _asked(request: HttpRequest) -> str:
    """The filters as they stand in the address, for links that keep them."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _download(
    request: HttpRequest, write: Callable[[Lines], Iterator[str]], content_type: str, suffix: str
) -> HttpResponseBase:
    now, zone = timezone.now(), gateway.own_time_zone(request.user)
    with timezone.override(zone):
        form = _form(request)
        rows = released.shown(request.user, form.filters()) if form.is_valid() else None
        is_too_long = rows is not None and rows.count() > released.MOST
    if is_too_long:
        messages.info(request, _("That is too long for one file. Choose fewer days."))
    if rows is None or is_too_long:
        return redirect(f"{reverse('consent:released')}?{_asked(request)}")
    lines = _in_words(rows, now, zone, translation.get_language() or "en")
    name = f'attachment; filename="released.{suffix}"'
    return StreamingHttpResponse(
        write(lines), content_type=content_type, headers={"Content-Disposition": name}
    )


def _in_words(rows: QuerySet[Disclosure], now: datetime, zone: str, language: str) -> Lines:
    """Streamed after the view returned, so that language and zone are set for each batch."""
    for batch in released.batches(rows, now):
        with timezone.override(zone), translation.override(language):
            lines = released.page(batch, now)
        yield lines


class _Echo:
    """Where a csv.writer writes to when its line is wanted back."""

    def write(self, text: str) -> str:
        return text


def _table(lines: Lines) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_COLUMNS)
    for batch in lines:
        for line in batch:
            yield writer.writerow([_cell(getattr(line, name)) for name in _COLUMNS])


def _cell(value: object) -> str:
    match value:
        case datetime():
            text = value.isoformat()
        case tuple():
            text = "; ".join(value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _document(lines: Lines) -> Iterator[str]:
    yield '{"disclosures": ['
    separator = "\n"
    for batch in lines:
        for line in batch:
            fields: dict[str, str | int | Sequence[str]] = asdict(line)
            yield separator + json.dumps(fields | {"at": line.at.isoformat()}, ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"
