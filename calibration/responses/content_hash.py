"""SHA-256 of the content of data, independent of file format and order."""

import hashlib
import json
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Ints
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix

FORMAT = "mesur-responses/1"


def content_sha256(data: ResponseMatrix, groups: Mapping[str, Labels] | None = None) -> str:
    """SHA-256, hexadecimal, of the content of responses.

    The hash is independent of the order of persons, items and rows, of the persons' labels and of the file format. It
    depends on the item ids, on each person's scores, groups and, where the data have them, languages, positions and
    weights, and on the number of persons with the same responses. Persons without a response do not count.

    Notes
    -----
    The hash of a line of JSON that names the items and columns, and of the persons' own hashes (see `person_digests`)
    in ascending order.
    """
    return combined_sha256(data, person_digests(data, groups), groups)


def combined_sha256(data: ResponseMatrix, digests: list[bytes], groups: Mapping[str, Labels] | None = None) -> str:
    """The same from `person_digests` of parts that have the items, columns and groups of ``data``."""
    columns = [name for name in ("language", "position", "weight") if getattr(data, name) is not None]
    head = {"format": FORMAT, "items": sorted(data.items), "columns": columns, "groups": sorted(groups or {})}
    digest = hashlib.sha256(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    digest.update(b"".join(sorted(digests)))
    return digest.hexdigest()


def person_digests(data: ResponseMatrix, groups: Mapping[str, Labels] | None = None) -> list[bytes]:
    """SHA-256 of each person with a response: a line of JSON with the groups, then a record for each response.

    Records are in ascending order of item ids: index of the id, int32; score, int16; then, where present, the first 16
    bytes of the language's SHA-256, position, int32, and weight, float64; all little-endian.
    """
    met = data.responses_per_person()
    ends = np.cumsum(met)
    persons = np.flatnonzero(met)
    labels = {name: np.asarray(each)[persons] for name, each in sorted((groups or {}).items())}
    heads = _heads(labels, persons.size)
    digests = []
    for head, record in zip(heads, _records(data, ends[persons] - met[persons], ends[persons]), strict=True):
        digests.append(hashlib.sha256(head + record).digest())
    return digests


def _heads(labels: Mapping[str, NDArray[np.generic]], persons: int) -> Iterator[bytes]:
    if not labels:
        yield from (b"[]\n" for _ in range(persons))
        return
    for values in zip(*(each.tolist() for each in labels.values()), strict=True):
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _records(data: ResponseMatrix, starts: Ints, ends: Ints) -> Iterator[bytes]:
    """The records of each person, computed for 4096 persons at a time."""
    order = np.argsort(np.array(data.items, dtype=object))
    rank = np.empty(len(data.items), dtype=np.int32)
    rank[order] = np.arange(order.size)
    step = 4096
    for at in range(0, starts.size, step):
        first, last = int(starts[at]), int(ends[min(at + step, ends.size) - 1])
        table = _table(data, slice(first, last), rank)
        width, view = table.itemsize, memoryview(table.tobytes())
        for start, end in zip(starts[at : at + step].tolist(), ends[at : at + step].tolist(), strict=True):
            yield bytes(view[(start - first) * width : (end - first) * width])


def _table(data: ResponseMatrix, rows: slice, rank: NDArray[np.int32]) -> NDArray[np.void]:
    columns: dict[str, tuple[str, NDArray[np.generic]]] = {
        "item": ("<i4", rank[data.item[rows]]),
        "score": ("<i2", data.score[rows]),
    }
    if data.language is not None:
        names = np.array([hashlib.sha256(each.encode()).digest()[:16] for each in (*data.language.names, "")], "V16")
        columns["language"] = ("V16", names[data.language.code[rows]])
    if data.position is not None:
        columns["position"] = ("<i4", data.position[rows])
    if data.weight is not None:
        columns["weight"] = ("<f8", data.weight[rows])
    table = np.empty(data.item[rows].size, dtype=[(name, kind) for name, (kind, _) in columns.items()])
    for name, (_, values) in columns.items():
        table[name] = values
    if (np.diff(rank) > 0).all():  # already in order
        return table
    return table[np.lexsort((table["item"], data.person[rows]))]
