"""A folder of partitions opened for a fit: its items, counts and hash; then its parts laid out where they were read."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.array_types import Bools
from calibration.distributed.partitioned_source import Here, Promise, Runner, Spread, same
from calibration.errors import CalibrationError, Fault
from calibration.marginal.parameter_structure import Structure
from calibration.marginal.response_blocks import Part, part
from calibration.responses.content_hash import combined_sha256, person_digests
from calibration.responses.parquet_partitions import PartFile, item_order, parts, read_part_file, require_whole_persons
from calibration.responses.response_files import ResponseFile
from calibration.screening.response_counts import Census, census, group_places, person_weights, require_scores

Found = TypeVar("Found")
TOGETHER = 500_000
"""Responses from which an E-step of its own is worth its sums; smaller parts that are neighbours have one together."""
OnPart = Callable[[int, int], None]
"""Told how many parts have been read, and how many there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was seen of a part when it was first read.

    Parameters
    ----------
    census : its counts
    layout, statuses : as in ``ResponseFile``
    fingerprint : by which it is known again, when it has to be read once more
    """

    census: Census
    layout: str
    statuses: Mapping[str, int]
    fingerprint: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How every part of a fit is laid out: see `marginal.response_blocks.part`; ``column`` is that of the groups."""

    of: Structure
    groups: tuple[str, ...]
    column: str | None
    collapse: bool


@dataclass(frozen=True, slots=True, eq=False)
class Partitions:
    """Parts that have been read and counted by a runner, which keeps them.

    Parameters
    ----------
    files : the parts
    runner : who reads them
    column : name of the groups' column, None where all are one group
    order : item ids as they are read
    seen : of each part
    keep : (len(order),) which items count, None for all
    read : promises of a ``ResponseFile`` each, given up once the parts are laid out
    """

    files: tuple[PartFile, ...]
    runner: Runner
    column: str | None
    order: tuple[str, ...]
    seen: tuple[Seen, ...]
    keep: Bools | None = None
    read: list[Promise] = field(default_factory=list)

    @property
    def census(self) -> Census:
        """Counts over all parts."""
        return reduce(add, (each.census for each in self.seen))

    @property
    def items(self) -> tuple[str, ...]:
        """The item ids, in the order of the parameters."""
        return self.seen[0].census.items

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """By item id, the number of responses and the sum of scores."""
        counts = self.census.counts
        met, total = counts.sum(axis=1).tolist(), (counts @ np.arange(counts.shape[1])).tolist()
        return dict(zip(self.items, zip(met, total, strict=True), strict=True))

    def described(self) -> dict[str, object]:
        """Where the data come from, for a document; the hash is that of one file with the same content."""
        statuses: Counter[str] = Counter()
        for seen in self.seen:
            statuses.update(seen.statuses)
        return {
            "file": self.files[0].path.parent.name,
            "parts": len(self.files),
            "sha256": self.sha256(),
            "format": self.seen[0].layout,
            "statuses": dict(statuses),
            "left_out": [item for item in self.order if item not in set(self.items)],
        }

    def sha256(self) -> str:
        """As `calibration.responses.content_hash.content_sha256` of all parts together."""
        run, read = self.runner, self._read()
        digests = [run.submit("digests", _digests, each) for each in read]
        found: str = run.result(run.submit("hash", _hash, read[0], *digests))
        return found

    def without_constant(self) -> "Partitions":
        """The same without the items that no one answered, or everyone alike."""
        keep = (self.census.counts > 0).sum(axis=1) > 1
        if keep.all():
            return self
        read = [self.runner.submit("kept", _kept, each, keep) for each in self._read()]
        seen = _all_seen(self.runner, self.files, read, self.column, None)
        return replace(self, seen=seen, keep=keep, read=read)

    def source(self, of: Structure, *, collapse: bool) -> Spread:
        """The parts laid out for E-steps.

        Raises
        ------
        CalibrationError
            ``score``, naming file, row and item; ``part_changed`` where a file is not what it was
        """
        run = self.runner
        layout = run.submit("layout", same, Layout(of, self.census.groups, self.column, collapse))
        laid_out = tuple(
            run.submit(f"laid out {file.path.name}", _laid_out, file, read, seen.fingerprint, layout)
            for file, read, seen in zip(self.files, self._read(), self.seen, strict=True)
        )
        bundles = tuple(_bundles([seen.census.responses for seen in self.seen]))
        together = tuple(run.submit("together", _together, *(laid_out[at] for at in bundle)) for bundle in bundles)
        for each in [run.submit("looked at", _there, promise) for promise in together]:
            run.result(each)
        self.read.clear()
        return Spread(run, tuple(self._name(bundle) for bundle in bundles), together)

    def _name(self, bundle: range) -> str:
        first, last = self.files[bundle[0]].path.name, self.files[bundle[-1]].path.name
        return first if first == last else f"{first} … {last}"

    def _read(self) -> list[Promise]:
        """The parts as read, which are read again where they were given up."""
        if not self.read:
            read = _reading(self.runner, self.files, self.runner.submit("items", same, self.order))
            kept = self.keep
            self.read.extend(read if kept is None else (self.runner.submit("kept", _kept, each, kept) for each in read))
        return self.read


def partitions(
    data: Path | Sequence[PartFile],
    runner: Runner | None = None,
    *,
    column: str | None = None,
    on_part: OnPart | None = None,
) -> Partitions:
    """Have partitions read and counted.

    Parameters
    ----------
    data : a folder of Parquet files, each with whole persons, or what `calibration.parts` says of one; whoever reads
        them has to find them at the same path
    runner : who reads and keeps them; this process unless given
    column : name of the groups' column
    on_part : told of each part that has been read

    Raises
    ------
    CalibrationError
        ``no_parts``, ``person_in_two_parts``, or what reading finds wrong, naming the file
    """
    run: Runner = Here() if runner is None else runner
    files = _absolute(data, column)
    whole, items = run.submit("persons", _whole_persons, files), run.submit("items", _items, files)
    read = _reading(run, files, items)
    run.result(whole)
    return Partitions(files, run, column, run.result(items), _all_seen(run, files, read, column, on_part), read=read)


def _reading(run: Runner, files: Sequence[PartFile], items: Promise) -> list[Promise]:
    places = enumerate(files)
    return [run.submit(f"read {file.path.name}", _one, file, items, place=at / len(files)) for at, file in places]


def _absolute(data: Path | Sequence[PartFile], column: str | None) -> tuple[PartFile, ...]:
    if isinstance(data, str | Path):
        return parts(Path(data).resolve(), groups=() if column is None else (column,))
    files = tuple(data)
    if not files:
        raise CalibrationError(Fault.NO_PARTS, path="data")
    if column is not None and any(column not in file.groups for file in files):
        expected = ", ".join(files[0].groups) or "–"
        raise CalibrationError(Fault.OPTION, name="groups", expected=expected, got=repr(column))
    return files


def _all_seen(
    run: Runner, files: Sequence[PartFile], read: Sequence[Promise], column: str | None, on_part: OnPart | None
) -> tuple[Seen, ...]:
    promised = [
        run.submit(f"counted {file.path.name}", _seen, file, each, column)
        for file, each in zip(files, read, strict=True)
    ]
    seen = []
    for each in promised:
        seen.append(run.result(each))
        if on_part is not None:
            on_part(len(seen), len(promised))
    return tuple(seen)


def _naming(path: Path, error: Exception) -> CalibrationError:
    got = (str(error).splitlines() or [type(error).__name__])[0]
    return CalibrationError(Fault.NOT_READABLE, path=path, got=got)


def _whole_persons(files: Sequence[PartFile]) -> None:
    _each_readable(files, require_whole_persons)


def _items(files: Sequence[PartFile]) -> tuple[str, ...]:
    return _each_readable(files, item_order)


def _each_readable(files: Sequence[PartFile], call: Callable[[Sequence[PartFile]], Found]) -> Found:
    """What a call finds in all files; where one cannot be read, a fault that names it."""
    try:
        return call(files)
    except (OSError, pa.ArrowException) as error:
        for file in files:
            try:
                call((file,))
            except (OSError, pa.ArrowException) as own:
                raise _naming(file.path, own) from None
        raise _naming(files[0].path.parent, error) from None


def _one(file: PartFile, items: tuple[str, ...]) -> ResponseFile:
    try:
        return read_part_file(file, items)
    except (OSError, pa.ArrowException) as error:
        raise _naming(file.path, error) from None


def _kept(read: ResponseFile, keep: Bools) -> ResponseFile:
    return ResponseFile(read.data.only(keep), read.layout, read.statuses, read.groups, read.findings)


def _labels(read: ResponseFile, column: str | None) -> NDArray[np.str_] | None:
    return None if column is None else np.asarray(read.groups[column]).astype(str)


@contextmanager
def _named(file: PartFile) -> Iterator[None]:
    """A fault names the file that has it."""
    try:
        yield
    except CalibrationError as error:
        named = CalibrationError(error.code, error.counted, **{"file": file.path.name, **error.fields})
        raise named.together_with(error.also) from None


def _seen(file: PartFile, read: ResponseFile, column: str | None) -> Seen:
    with _named(file):
        known = census(read.data, _labels(read, column))
    return Seen(known, read.layout, read.statuses, _fingerprint(read, column))


def _fingerprint(read: ResponseFile, column: str | None) -> bytes:
    labels = _labels(read, column)
    whole = hashlib.sha256()
    for each in (read.data.person, read.data.item, read.data.score, read.data.weight, labels):
        if each is not None:
            whole.update(each.tobytes())
    return whole.digest()


def _laid_out(file: PartFile, read: ResponseFile, fingerprint: bytes, layout: Layout) -> Part:
    if _fingerprint(read, layout.column) != fingerprint:
        raise CalibrationError(Fault.PART_CHANGED, path=file.path)
    with _named(file):
        require_scores(read.data, layout.of.categories)
        weight = person_weights(read.data, None)
    return part(
        read.data,
        layout.of,
        group=group_places(_labels(read, layout.column), layout.groups),
        groups=len(layout.groups),
        weight=weight,
        collapse=layout.collapse,
    )


def _bundles(responses: Sequence[int]) -> Iterator[range]:
    """Runs of neighbouring parts with enough responses together; what is left at the end is the last one's."""
    first, held, left = 0, 0, sum(responses)
    for at, count in enumerate(responses):
        held, left = held + count, left - count
        if (held >= TOGETHER and left >= TOGETHER) or at + 1 == len(responses):
            yield range(first, at + 1)
            first, held = at + 1, 0


def _together(*several: Part) -> Part:
    """Parts as one; their blocks stay as they are."""
    first = several[0]
    return Part(
        tuple(block for each in several for block in each.dense),
        tuple(block for each in several for block in each.sparse),
        reduce(add, (each.totals for each in several)),
        first.groups,
    )


def _there(part: Part) -> None:
    """Nothing: once it has been said, the part is laid out."""


def _digests(read: ResponseFile) -> list[bytes]:
    return person_digests(read.data, read.groups)


def _hash(first: ResponseFile, *digests: Iterable[bytes]) -> str:
    return combined_sha256(first.data, [each for part in digests for each in part], first.groups)
