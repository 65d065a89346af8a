"""FastAPI's analysis of routes, kept from app to app: a run of the tests builds some thousand apps.

For each route of each app FastAPI reads anew the signature of the endpoint and of the access functions behind it, a
dozen deep, asks whether it is a coroutine, and makes a serialiser of what it returns, which takes most of the time in
which an app is built. What it finds follows from the code, the annotations and the defaults of a function and from the
path, and is never changed afterwards. The endpoints of two apps are two functions made of one code: what was found of
the one holds for the other.
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
    _analyse_with(_remembering(utils.get_dependant), *(remember(found) for found, remember in _OF_ENDPOINTS.items()))


@contextmanager
def forgotten_dependencies() -> Iterator[None]:
    """Analyse everything as a service does, to compare."""
    remembering: list[Any] = [utils.get_dependant, *(getattr(routing, each.__name__) for each in _OF_ENDPOINTS)]
    _analyse_with(*(each.__wrapped__ for each in remembering))
    try:
        yield
    finally:
        _analyse_with(*remembering)


def _analyse_with(analyse: Analyse, *of_endpoints: Callable[..., Any]) -> None:
    utils.get_dependant = routing.get_dependant = analyse
    for replaced, function in zip(_OF_ENDPOINTS, of_endpoints, strict=True):
        setattr(routing, replaced.__name__, function)


def _remembering_by_code(find: Callable[..., Any]) -> Callable[..., Any]:
    """What follows from what a function is made of."""
    seen: dict[tuple[Any, ...], Any] = {}

    @wraps(find)
    def remembered(call: Callable[..., Any]) -> Any:
        made_of = _made_of(call)
        if made_of == (call,):  # it would stay for good
            return find(call)
        try:
            if made_of not in seen:
                seen[made_of] = find(call)
            return seen[made_of]
        except TypeError:  # a default that cannot be compared
            return find(call)

    return remembered


def _remembering_by_type(make: Callable[..., Any]) -> Callable[..., Any]:
    """What follows from a type and the name that it is called by."""
    seen: dict[tuple[str, Any, str], Any] = {}

    @wraps(make)
    def remembered(name: str, type_: Any, mode: str) -> Any:
        key = (name, type_, mode)
        if key not in seen:
            seen[key] = make(name=name, type_=type_, mode=mode)
        return seen[key]

    return remembered


_OF_ENDPOINTS: dict[Callable[..., Any], Callable[..., Any]] = {
    utils.get_typed_return_annotation: _remembering_by_code,
    utils._is_coroutine_callable: _remembering_by_code,
    utils.create_model_field: _remembering_by_type,
}
"""What FastAPI's routes ask of an endpoint besides, and how it is remembered."""


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
