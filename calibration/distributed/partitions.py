"""Partitioned data opened for a fit: read, counted, hashed and laid out by a runner."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from calibration.array_types import Bools
from calibration.distributed.partitioned_source import Future, LocalRunner, PartitionedSource, Runner, identity
from calibration.errors import CalibrationError, ErrorCode, naming_file
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.responses.content_hash import combined_sha256, person_digests
from calibration.responses.parquet_partitions import (
    PartitionFile,
    item_order,
    partition_files,
    read_partition_file,
    require_whole_persons,
)
from calibration.responses.response_files import ResponseFile
from calibration.screening.response_counts import (
    ResponseCounts,
    count_responses,
    group_indices,
    person_weights,
    require_scores,
)

Found = TypeVar("Found")
MIN_BUNDLE_RESPONSES = 500_000
"""Fewest responses of one E-step; smaller adjacent partitions share one."""
OnPartition = Callable[[int, int], None]
"""Called with the number of partitions that have been read, and the number of all."""


@dataclass(frozen=True, slots=True, eq=False)
class PartitionSummary:
    """Summary of a partition when it was first read.

    Parameters
    ----------
    response_counts : counts of its responses
    layout, statuses : as in ``ResponseFile``
    fingerprint : hash by which a later read is compared with the first
    """

    response_counts: ResponseCounts
    layout: str
    statuses: Mapping[str, int]
    fingerprint: bytes


@dataclass(frozen=True, slots=True, eq=False)
class BlockLayout:
    """The arguments of `calibration.marginal.response_blocks.build_blocks` that are the same for all partitions.

    ``column`` is the name of the column of groups, None where all persons are one group.
    """

    structure: ParameterStructure
    groups: tuple[str, ...]
    column: str | None
    collapse: bool


@dataclass(frozen=True, slots=True, eq=False)
class Partitions:
    """Partitions that a runner has read and counted, and keeps.

    Parameters
    ----------
    files : the partitions
    runner : reads them and keeps the results
    column : name of the column of groups, None for one group
    item_order : item ids as they are read
    summaries : of each part
    keep : (len(order),) which items count, None for all
    loaded : promises of a ``ResponseFile`` each, given up once the parts are laid out
    """

    files: tuple[PartitionFile, ...]
    runner: Runner
    column: str | None
    item_order: tuple[str, ...]
    summaries: tuple[PartitionSummary, ...]
    keep: Bools | None = None
    loaded: list[Future] = field(default_factory=list)

    @property
    def response_counts(self) -> ResponseCounts:
        """Counts over all partitions."""
        return reduce(add, (each.response_counts for each in self.summaries))

    @property
    def items(self) -> tuple[str, ...]:
        """The item ids in the order of the parameters."""
        return self.summaries[0].response_counts.items

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """By item id, the number of responses and the sum of scores."""
        counts = self.response_counts.by_category
        met, total = counts.sum(axis=1).tolist(), (counts @ np.arange(counts.shape[1])).tolist()
        return dict(zip(self.items, zip(met, total, strict=True), strict=True))

    def source_description(self) -> dict[str, object]:
        """The origin of the data, as a document records it; the hash is that of one file with the same content."""
        statuses: Counter[str] = Counter()
        for seen in self.summaries:
            statuses.update(seen.statuses)
        return {
            "file": self.files[0].path.parent.name,
            "parts": len(self.files),
            "sha256": self.sha256(),
            "format": self.summaries[0].layout,
            "statuses": dict(statuses),
            "left_out": [item for item in self.item_order if item not in set(self.items)],
        }

    def sha256(self) -> str:
        """`calibration.responses.content_hash.content_sha256` of all partitions together."""
        run, read = self.runner, self._read()
        digests = [run.submit("digests", _digests, each) for each in read]
        found: str = run.result(run.submit("hash", _hash, read[0], *digests))
        return found

    def without_constant_items(self) -> "Partitions":
        """The same without items that were never answered, or always alike."""
        keep = (self.response_counts.by_category > 0).sum(axis=1) > 1
        if keep.all():
            return self
        read = [self.runner.submit("kept", _select_items, each, keep) for each in self._read()]
        seen = _summarise_all(self.runner, self.files, read, self.column, None)
        return replace(self, summaries=seen, keep=keep, loaded=read)

    def source(self, structure: ParameterStructure, *, collapse: bool) -> PartitionedSource:
        """Lay the partitions out for E-steps.

        Raises
        ------
        CalibrationError
            ``score``, naming file, row and item; ``part_changed`` where a file has changed
        """
        run = self.runner
        layout = run.submit(
            "layout", identity, BlockLayout(structure, self.response_counts.groups, self.column, collapse)
        )
        laid_out = tuple(
            run.submit(f"laid out {file.path.name}", _build_blocks, file, read, seen.fingerprint, layout)
            for file, read, seen in zip(self.files, self._read(), self.summaries, strict=True)
        )
        bundles = tuple(_bundles([seen.response_counts.responses for seen in self.summaries]))
        together = tuple(
            run.submit("together", _concatenate_blocks, *(laid_out[at] for at in bundle)) for bundle in bundles
        )
        for each in [run.submit("looked at", _await_blocks, future) for future in together]:
            run.result(each)
        self.loaded.clear()
        return PartitionedSource(run, tuple(self._name(bundle) for bundle in bundles), together)

    def _name(self, bundle: range) -> str:
        first, last = self.files[bundle[0]].path.name, self.files[bundle[-1]].path.name
        return first if first == last else f"{first} … {last}"

    def _read(self) -> list[Future]:
        """Futures of the partitions as read; they are read again where they were released."""
        if not self.loaded:
            read = _submit_reads(self.runner, self.files, self.runner.submit("items", identity, self.item_order))
            kept = self.keep
            self.loaded.extend(
                read if kept is None else (self.runner.submit("kept", _select_items, each, kept) for each in read)
            )
        return self.loaded


def open_partitions(
    data: Path | Sequence[PartitionFile],
    runner: Runner | None = None,
    *,
    column: str | None = None,
    on_part: OnPartition | None = None,
) -> Partitions:
    """Read and count partitions.

    Parameters
    ----------
    data : a folder of Parquet files, each with whole persons, or the result of `calibration.partition_files`; every
        worker must find the files at the same path
    runner : reads them and keeps the results; this process by default
    column : name of the column of groups
    on_part : called after each partition

    Raises
    ------
    CalibrationError
        ``no_parts``, ``person_in_two_parts``, or errors of reading, naming the file
    """
    run: Runner = LocalRunner() if runner is None else runner
    files = _absolute(data, column)
    persons_checked, items = run.submit("persons", _whole_persons, files), run.submit("items", _items, files)
    read = _submit_reads(run, files, items)
    run.result(persons_checked)
    return Partitions(
        files, run, column, run.result(items), _summarise_all(run, files, read, column, on_part), loaded=read
    )


def _submit_reads(run: Runner, files: Sequence[PartitionFile], items: Future) -> list[Future]:
    places = enumerate(files)
    return [run.submit(f"read {file.path.name}", _read_one, file, items, place=at / len(files)) for at, file in places]


def _absolute(data: Path | Sequence[PartitionFile], column: str | None) -> tuple[PartitionFile, ...]:
    if isinstance(data, str | Path):
        return partition_files(Path(data).resolve(), groups=() if column is None else (column,))
    files = tuple(data)
    if not files:
        raise CalibrationError(ErrorCode.NO_PARTS, path="data")
    if column is not None and any(column not in file.groups for file in files):
        expected = ", ".join(files[0].groups) or "–"
        raise CalibrationError(ErrorCode.OPTION, name="groups", expected=expected, got=repr(column))
    return files


def _summarise_all(
    run: Runner, files: Sequence[PartitionFile], read: Sequence[Future], column: str | None, on_part: OnPartition | None
) -> tuple[PartitionSummary, ...]:
    futures = [
        run.submit(f"counted {file.path.name}", _summarise, file, each, column)
        for file, each in zip(files, read, strict=True)
    ]
    seen = []
    for each in futures:
        seen.append(run.result(each))
        if on_part is not None:
            on_part(len(seen), len(futures))
    return tuple(seen)


def _unreadable(path: Path, error: Exception) -> CalibrationError:
    got = (str(error).splitlines() or [type(error).__name__])[0]
    return CalibrationError(ErrorCode.NOT_READABLE, path=path, got=got)


def _whole_persons(files: Sequence[PartitionFile]) -> None:
    _each_readable(files, require_whole_persons)


def _items(files: Sequence[PartitionFile]) -> tuple[str, ...]:
    return _each_readable(files, item_order)


def _each_readable(files: Sequence[PartitionFile], call: Callable[[Sequence[PartitionFile]], Found]) -> Found:
    """The result of a call on all files; an unreadable file raises an error that names it."""
    try:
        return call(files)
    except (OSError, pa.ArrowException) as error:
        for file in files:
            try:
                call((file,))
            except (OSError, pa.ArrowException) as own:
                raise _unreadable(file.path, own) from None
        raise _unreadable(files[0].path.parent, error) from None


def _read_one(file: PartitionFile, items: tuple[str, ...]) -> ResponseFile:
    try:
        return read_partition_file(file, items)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(file.path, error) from None


def _select_items(read: ResponseFile, keep: Bools) -> ResponseFile:
    return ResponseFile(read.data.select_items(keep), read.layout, read.statuses, read.groups, read.findings)


def _labels(read: ResponseFile, column: str | None) -> NDArray[np.str_] | None:
    return None if column is None else np.asarray(read.groups[column]).astype(str)


def _summarise(file: PartitionFile, read: ResponseFile, column: str | None) -> PartitionSummary:
    with naming_file(file.path.name):
        known = count_responses(read.data, _labels(read, column))
    return PartitionSummary(known, read.layout, read.statuses, _fingerprint(read, column))


def _fingerprint(read: ResponseFile, column: str | None) -> bytes:
    labels = _labels(read, column)
    digest = hashlib.sha256()
    for each in (read.data.person, read.data.item, read.data.score, read.data.weight, labels):
        if each is not None:
            digest.update(each.tobytes())
    return digest.digest()


def _build_blocks(file: PartitionFile, read: ResponseFile, fingerprint: bytes, layout: BlockLayout) -> ResponseBlocks:
    if _fingerprint(read, layout.column) != fingerprint:
        raise CalibrationError(ErrorCode.PART_CHANGED, path=file.path)
    with naming_file(file.path.name):
        require_scores(read.data, layout.structure.categories)
        weight = person_weights(read.data, None)
    return build_blocks(
        read.data,
        layout.structure,
        group=group_indices(_labels(read, layout.column), layout.groups),
        groups=len(layout.groups),
        weight=weight,
        collapse=layout.collapse,
    )


def _bundles(responses: Sequence[int]) -> Iterator[range]:
    """Runs of adjacent partitions with enough responses together; the remainder joins the last run."""
    first, held, left = 0, 0, sum(responses)
    for at, count in enumerate(responses):
        held, left = held + count, left - count
        if (held >= MIN_BUNDLE_RESPONSES and left >= MIN_BUNDLE_RESPONSES) or at + 1 == len(responses):
            yield range(first, at + 1)
            first, held = at + 1, 0


def _concatenate_blocks(*several: ResponseBlocks) -> ResponseBlocks:
    """Several partitions as one; their blocks are unchanged."""
    first = several[0]
    return ResponseBlocks(
        tuple(block for each in several for block in each.dense),
        tuple(block for each in several for block in each.sparse),
        reduce(add, (each.totals for each in several)),
        first.groups,
    )


def _await_blocks(part: ResponseBlocks) -> None:
    """Does nothing; its result shows that the partition is laid out."""


def _digests(read: ResponseFile) -> list[bytes]:
    return person_digests(read.data, read.groups)


def _hash(first: ResponseFile, *digests: Iterable[bytes]) -> str:
    return combined_sha256(first.data, [each for part in digests for each in part], first.groups)
