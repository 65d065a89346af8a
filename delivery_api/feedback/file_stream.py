"""Files of many learners as a response that is made while it is sent."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import closing
from datetime import date

import anyio
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from delivery_api.feedback.learner_files import LearnerFile
from reports.formats.pdf import document, learners_data
from reports.formats.typesetter import typeset_all
from reports.formats.typesetting_child import TypstDocument

AT_ONCE = 2
"""Files of many learners that a worker makes at the same time; further ones wait for their turn."""


class WorkerStops(Exception):
    """The worker ends, so the connection is cut: nobody shall take a part of a file for the whole."""


def zip_of_learners(files: Iterable[LearnerFile], folder: Callable[[LearnerFile], str]) -> Generator[bytes]:
    """A zip with a PDF for each learner's result, in parts; the next is read while one is typeset.

    Parameters
    ----------
    folder : the folder of a file in the zip, with "/" at its end; "" for none
    """
    named: list[tuple[str, date]] = []

    def documents() -> Iterator[TypstDocument]:
        for each in files:
            named.append((folder(each) + each.name, each.on))
            title = each.name.removesuffix(".pdf")
            yield document(each.template, learners_data([each.pages], title, each.language), each.on)

    made = typeset_all(documents())
    with closing(made):
        yield from zipped((name, on, pdf) for pdf, (name, on) in _beside(made, named))


def pdf_of_class(files: Iterable[LearnerFile], title: str, language: str, today: date) -> Generator[bytes]:
    """One PDF of a class's learners, each under a bookmark; none where no result is left to be read."""
    told = [(each.template, each.pages) for each in files]
    if told:
        data = learners_data([pages for _, pages in told], title, language)
        yield from typeset_all([document(told[0][0], data, today)])  # all are of one kind


def zipped(files: Iterable[tuple[str, date, bytes]]) -> Generator[bytes]:
    """A zip of files, each with name and day, in parts as it grows. A name that comes again gets a number."""
    sink, taken = _Sink(), set[str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed already
        for name, on, content in files:
            unique = _unique(name, taken)
            taken.add(unique)
            archive.writestr(zipfile.ZipInfo(unique, (on.year, on.month, on.day, 12, 0, 0)), content)
            yield sink.taken()
    yield sink.taken()


async def in_turn(
    parts: Generator[bytes], turns: anyio.Semaphore, is_draining: Callable[[], bool]
) -> AsyncIterator[bytes]:
    """The parts of a file, made in another thread, once it is its turn; what makes them ends with the response.

    Raises
    ------
    WorkerStops
    """
    try:
        async with turns:
            async for part in iterate_in_threadpool(parts):
                if is_draining():
                    raise WorkerStops
                yield part
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(parts.close)


def _beside(made: Iterator[bytes], named: list[tuple[str, date]]) -> Iterator[tuple[bytes, tuple[str, date]]]:
    """Each PDF with its name, which was noted when it was read: before the PDF was made."""
    for place, pdf in enumerate(made):
        yield pdf, named[place]


def _unique(name: str, taken: set[str]) -> str:
    stem, _, kind = name.rpartition(".")
    tries = (name if place == 1 else f"{stem} ({place}).{kind}" for place in range(1, len(taken) + 2))
    return next(each for each in tries if each not in taken)


class _Sink:
    """What a zip is written to; it holds what nobody has taken yet."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, content: bytes) -> int:
        self._held += content
        return len(content)

    def flush(self) -> None:
        """There is nothing further to write to."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held
