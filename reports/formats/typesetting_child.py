"""Typst itself: in this process, or as the program of a process of its own, which `typesetter` starts.

Typst holds the interpreter while it typesets, so that a process that answers requests would stand still meanwhile. The
program imports nothing of ours, to be there at once. It reads a document a line and answers each with eight bytes that
say how long the PDF is, and the PDF.
"""

import json
import os
import sys
from dataclasses import dataclass

import typst

NICENESS = 10
"""How far the process steps back behind what answers requests."""


@dataclass(frozen=True, slots=True)
class TypstDocument:
    """A document to be typeset.

    Parameters
    ----------
    template : path
    data : what the template reads, as JSON
    at : the time that the document bears, seconds since 1970
    """

    template: str
    data: str
    at: int


def typeset_document(document: TypstDocument) -> bytes:
    """A document as tagged PDF (PDF/UA-1), with the fonts of Typst alone."""
    return typst.compile(
        document.template,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": document.data},
        timestamp=document.at,
    )


def serve() -> None:
    """Answer the documents of standard input until it ends."""
    os.nice(NICENESS)
    for line in sys.stdin.buffer:
        pdf = typeset_document(TypstDocument(**json.loads(line)))
        sys.stdout.buffer.write(len(pdf).to_bytes(8) + pdf)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
