"""What the operator does to many rows at once: said what it does, asked twice, done in her name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from consent import audit

# The page, the request and the rows.
Action = Callable[[Any, HttpRequest, Any], HttpResponse | None]


def asked_twice(*, description: str, consequence: str) -> Callable[[Action], Action]:
    """An action that shows its consequence first, and is done when the operator is sure."""

    def decorate(action: Action) -> Action:
        @admin.action(description=description, permissions=["end"])
        @wraps(action)
        def asked(
            page: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Any]
        ) -> HttpResponse | None:
            if request.POST.get("sure") == "yes":
                with audit.acting(request.user):
                    return action(page, request, rows)
            context = page.admin_site.each_context(request) | {
                "title": description,
                "consequence": consequence,
                "rows": rows,
                "action": action.__name__,
                "opts": page.opts,
            }
            return TemplateResponse(request, "admin/consent/sure.html", context)

        return asked

    return decorate
