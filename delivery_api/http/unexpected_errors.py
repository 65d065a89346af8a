"""Answers what nobody foresaw, and logs its kind and place: a fault of ours, a database that is away, a missing key."""

from __future__ import annotations

import logging
import traceback

from fastapi import Request
from fastapi.responses import Response

from delivery_api.http.error_mapping import respond
from delivery_api.storage.database_errors import PASSING, UNREACHABLE, UNWRITABLE, DatabaseFailure, classify_failure
from delivery_api.web.page_rendering import Pages

log = logging.getLogger("mesur")


def unexpected_error(request: Request, pages: Pages, error: Exception) -> Response:
    """Make the response to an unexpected error, and log its type and place under the correlation id.

    The message is not logged: a driver's message contains the values that clashed, which can be a learner's id. While
    the database is unreachable, full or read-only, only the first failed request is logged: the metrics count the
    others. One that lacks a key, or may not read a file of the service, is a line, and is answered as busy: somebody
    puts it right.
    """
    is_put_right = isinstance(error, request.app.state.put_right_by_operator)
    failure = classify_failure(error)
    response = respond(request, pages, "busy" if is_put_right or failure in PASSING else "internal")
    reference = response.headers["x-correlation-id"]
    kind = f"{type(error).__name__} {getattr(getattr(error, 'orig', None), 'sqlstate', None) or ''}".rstrip()
    facts = {"facts": {"reference": reference, "kind": kind, "status": response.status_code}}
    if is_put_right:
        log.error("%s %s: %s", reference, kind, error, extra=facts)
    elif not _is_known_outage(request, failure):
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s %s\n%s", reference, kind, place, extra=facts)
    return response


def _is_known_outage(request: Request, failure: DatabaseFailure) -> bool:
    """Count a failure of the database, and return whether it has been told already."""
    if failure in UNREACHABLE:
        return not request.app.state.connection_backoff.count_failed_request()
    return failure in UNWRITABLE and not request.app.state.write_failures.note(failure)
