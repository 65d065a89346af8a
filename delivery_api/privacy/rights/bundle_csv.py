"""A bundle as CSV, for another service: a line for each value, with the JSON pointer to its place (RFC 6901)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

HEADER = ("pointer", "value")


def write_bundle_csv(document: dict[str, Any]) -> str:
    """Return a document as CSV; `read_bundle_csv` gives the same document back."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows((pointer, json.dumps(value, ensure_ascii=False)) for pointer, value in _leaves(document, ""))
    return text.getvalue()


def read_bundle_csv(text: str) -> Any:  # noqa: ANN401 - JSON
    """Return the document that a CSV was written from.

    Raises
    ------
    ValueError : it is no such CSV
    """
    header, *rows = csv.reader(StringIO(text, newline=""))
    if tuple(header) != HEADER:
        msg = f"expected the columns {', '.join(HEADER)}, got {', '.join(header)}"
        raise ValueError(msg)
    root: dict[str, Any] = {}
    for pointer, value in rows:
        _put(root, [_unescaped(part) for part in pointer.split("/")], json.loads(value))
    return _with_lists(root[""])


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _leaves(each, f"{pointer}/{_escaped(name)}")
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _leaves(each, f"{pointer}/{number}#")
    else:
        yield pointer, value


def _put(root: dict[str, Any], path: list[str], value: Any) -> None:  # noqa: ANN401 - JSON
    *parents, last = path
    for each in parents:
        root = root.setdefault(each, {})
    root[last] = value


def _with_lists(value: Any) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(value, dict) or not value:
        return value
    each_in_order = [_with_lists(each) for each in value.values()]
    if all(name.endswith("#") for name in value):
        return each_in_order
    return dict(zip(map(_without_mark, value), each_in_order, strict=True))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("#", "~2")


def _unescaped(part: str) -> str:
    return part.replace("~1", "/")


def _without_mark(name: str) -> str:
    return name.replace("~2", "#").replace("~0", "~")
