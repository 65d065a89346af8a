"""PDFs made one after the other by a process of its own, so that the process that wants them goes on meanwhile."""

import json
import subprocess
import sys
from collections.abc import Generator, Iterable
from dataclasses import asdict
from pathlib import Path

from reports.formats.typesetting_child import TypstDocument

CHILD = Path(__file__).with_name("typesetting_child.py")


class TypesettingFailed(RuntimeError):
    """The process that typesets has ended without a document."""


def typeset_all(documents: Iterable[TypstDocument]) -> Generator[bytes]:
    """Typeset documents in order; while one is typeset, the next is drawn from `documents`.

    The process ends with the iterator, also where that is closed before its end.

    Raises
    ------
    TypesettingFailed
    """
    command = [sys.executable, "-I", str(CHILD)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603 - our own file
        try:
            waits = False
            for document in documents:
                if waits:
                    yield _taken(child)
                _give(child, document)
                waits = True
            if waits:
                yield _taken(child)
        finally:
            child.kill()


def _give(child: subprocess.Popen[bytes], document: TypstDocument) -> None:
    if child.stdin is None:
        raise TypesettingFailed
    child.stdin.write(json.dumps(asdict(document)).encode() + b"\n")
    child.stdin.flush()


def _taken(child: subprocess.Popen[bytes]) -> bytes:
    if child.stdout is None:
        raise TypesettingFailed
    length = child.stdout.read(8)
    pdf = child.stdout.read(int.from_bytes(length)) if len(length) == 8 else b""
    if not pdf or len(pdf) != int.from_bytes(length):
        message = "typesetting: expected a PDF, but the process ended; its log says why"
        raise TypesettingFailed(message)
    return pdf
