"""What happens around every request: one log line without names, and nothing kept in browsers' or proxies' caches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

log = logging.getLogger("trialpiece.request")


class RequestLog:
    """Logs the route's pattern instead of the path, so that no link's token enters a log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request and log it."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        fields = {
            "method": request.method,
            "route": match.route if match else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        log.info("request", extra={"fields": fields})
        return response


class NothingKept:
    """Asks browsers and proxies to keep no page, so that after signing out the back button shows none.

    A view that says otherwise is left alone. Zero characters in an address, which no link of ours has and
    PostgreSQL refuses, are a bad request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            response: HttpResponse = HttpResponseBadRequest("This address cannot be read.\n", content_type="text/plain")
        else:
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
