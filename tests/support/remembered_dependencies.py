"""FastAPI's analysis of what routes depend on, kept from app to app: a run of the tests builds some thousand apps.

For each route of each app FastAPI reads anew the signatures of the same few access functions, a dozen deep, which takes
most of the time in which an app is built. What it finds depends on nothing but its arguments, and is never changed
afterwards. The endpoints themselves are new functions in each app and are read each time, and so is any dependency that
a route makes for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from fastapi.dependencies import utils
from fastapi.dependencies.models import Dependant


def remember_dependencies() -> None:
    """From now on, analyse each dependency of a module once for each path and place that it is used at."""
    utils.get_dependant = _remembering(utils.get_dependant)


@contextmanager
def forgotten_dependencies() -> Iterator[None]:
    """Analyse everything as a service does, to compare."""
    remembering = utils.get_dependant
    utils.get_dependant = getattr(remembering, "__wrapped__")  # noqa: B009 - set by `wraps`, unknown to the types
    try:
        yield
    finally:
        utils.get_dependant = remembering


def _remembering(analyse: Callable[..., Dependant]) -> Callable[..., Dependant]:
    seen: dict[tuple[Any, ...], Dependant] = {}

    @wraps(analyse)
    def remembered(*, path: str, call: Callable[..., Any], **options: Any) -> Dependant:
        if getattr(call, "__closure__", call) is not None:  # made for one app, or not a function
            return analyse(path=path, call=call, **options)
        key = (path, call, *((name, _hashable(value)) for name, value in options.items()))
        if key not in seen:
            seen[key] = analyse(path=path, call=call, **options)
        return seen[key]

    return remembered


def _hashable(option: object) -> object:
    return tuple(option) if isinstance(option, list) else option
