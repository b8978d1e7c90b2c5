"""A recent sign-in: what weighs much asks again who is there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def is_recent(request: HttpRequest) -> bool:
    """Whether the customer proved who she is within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    return bool(get_adapter().signed_in_recently(request))


def required(view: View) -> View:
    """A view for those alone who signed in a moment ago.

    Others sign in, or again, and come back to the same address by GET: what was posted without it
    had no effect, and is posted again by nobody but the customer.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        away: HttpResponseBase | None = get_adapter().ask_again(request)
        return away or view(request, *args, **kwargs)

    return guarded
