"""Lists a page at a time, by the place of the last row: nothing is skipped while rows are added."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.ground import View
from consent.api.shapes import Shape
from consent.api.strict import Strict, Text

PAGE = 50


class Newest(CursorPagination):
    """The newest first; ``next`` and ``previous`` are whole addresses."""

    page_size = PAGE

    def __init__(self, *ordering: str) -> None:
        self.ordering = ordering

    def get_ordering(self, *_: Any) -> tuple[str, ...]:
        return tuple(self.ordering)

    def decode_cursor(self, request: Request) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            cursor = super().decode_cursor(request)
            if cursor is None or _is_place(cast("str | None", cursor.position)):
                return cursor
        except (NotFound, ValueError):
            pass
        raise ValidationError({"cursor": _("This is no place in the list.")})


def _is_place(position: str | None) -> bool:
    """Whether the database can compare with it."""
    moment = None if position is None else parse_datetime(position)
    return position is None or (
        moment is not None and moment.tzinfo is not None and 1970 < moment.year < 9999  # noqa: PLR2004 - no zone leads out of Python's years
    )


class Cursored(Strict):
    """What every list's address may hold."""

    cursor = Text(required=False, help_text="The place to go on from, as `next` names it.")


class PageShape(Shape):
    """A page of a list, and the ways to its neighbours."""

    next = serializers.CharField(allow_null=True, help_text="The address of the next page.")
    previous = serializers.CharField(allow_null=True, help_text="And of the one before.")


def page(rows: QuerySet[Any], shape: type[Shape], view: View, *ordering: str) -> Response:
    """The page of the rows that the view's request asks for."""
    newest = Newest(*ordering)
    chosen = newest.paginate_queryset(rows, view.request, view) or []
    told = shape(chosen, many=True, context={"now": view.now}).data
    return newest.get_paginated_response(told)
