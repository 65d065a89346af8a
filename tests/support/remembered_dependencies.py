"""FastAPI's analysis of what routes depend on, kept from app to app: a run of the tests builds some thousand apps.

For each route of each app FastAPI reads anew the signature of the endpoint and of the access functions behind it, a
dozen deep, which takes most of the time in which an app is built. What it finds follows from the code, the annotations
and the defaults of a function and from the path, and is never changed afterwards. The endpoints of two apps are two
functions made of one code: what was found of the one holds for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import wraps
from types import FunctionType
from typing import Any

from fastapi import routing
from fastapi.dependencies import utils
from fastapi.dependencies.models import Dependant

Analyse = Callable[..., Dependant]


def remember_dependencies() -> None:
    """From now on, analyse each endpoint and each of its dependencies once for each path and place."""
    _analyse_with(_remembering(utils.get_dependant))


@contextmanager
def forgotten_dependencies() -> Iterator[None]:
    """Analyse everything as a service does, to compare."""
    remembering: Any = utils.get_dependant
    _analyse_with(remembering.__wrapped__)
    try:
        yield
    finally:
        _analyse_with(remembering)


def _analyse_with(analyse: Analyse) -> None:
    utils.get_dependant = routing.get_dependant = analyse


def _remembering(analyse: Analyse) -> Analyse:
    seen: dict[tuple[Any, ...], Dependant] = {}

    @wraps(analyse)
    def remembered(*, path: str, call: Callable[..., Any], **options: Any) -> Dependant:
        key = (path, *_made_of(call), *((name, _hashable(value)) for name, value in options.items()))
        try:
            found = seen.get(key)
        except TypeError:  # a default that cannot be compared
            return analyse(path=path, call=call, **options)
        if found is None:
            found = analyse(path=path, call=call, **options)
            seen[key] = replace(_copy(found), call=None)  # or the first app would stay for good
        return replace(_copy(found), call=call)

    return remembered


def _made_of(call: Callable[..., Any]) -> tuple[Any, ...]:
    """All that a signature is read from. A default that an app makes for itself is like no other's."""
    if not isinstance(call, FunctionType) or hasattr(call, "__wrapped__") or hasattr(call, "__signature__"):
        return (call,)
    annotations, named = call.__annotations__.items(), (call.__kwdefaults__ or {}).items()
    return (call.__code__, call.__module__, tuple(annotations), call.__defaults__, tuple(named))


def _copy(dependant: Dependant) -> Dependant:
    """With lists of its own, to which FastAPI adds what a router asks of all of its routes."""
    lists = {
        each.name: list(value) for each in fields(dependant) if isinstance(value := getattr(dependant, each.name), list)
    }
    return replace(dependant, **lists)


def _hashable(option: object) -> object:
    return tuple(option) if isinstance(option, list) else option
