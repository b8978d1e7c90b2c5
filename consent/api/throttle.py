"""How often one customer may ask: ten times a second, counted for all processes together."""

import time
from contextlib import suppress

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

TIMES, WINDOW_S = 10, 1


class PerCustomer(BaseThrottle):
    """One counter per customer and second; adding to it is one step, so parallel ones all count."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - its signature
        if request.user.is_anonymous:
            return True  # she may read the description alone, which is made once
        key = f"api:{request.user.pk}:{int(time.time() / WINDOW_S)}"
        if cache.add(key, 1, 2 * WINDOW_S):
            return True
        with suppress(ValueError):  # its time was over just now
            return int(cache.incr(key)) <= TIMES
        return True

    def wait(self) -> float:
        return WINDOW_S
