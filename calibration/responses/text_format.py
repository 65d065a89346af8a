"""The encoding of a text table and the character between its cells: as told, or taken from the file."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from calibration.errors import CalibrationError, Described, ErrorCode, os_reason

PIECE_BYTES = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer before those they begin with."""
KNOWN_FILES = {
    b"PK\x03\x04": Described("Excel or LibreOffice"),
    b"\xd0\xcf\x11\xe0": "Excel",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"$FL2": "SPSS",
    b"$FL3": "SPSS",
    b"<stata_dta>": "Stata",
}
"""First bytes of files that are no text, and the program they belong to."""
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
SNIFFED = (",", ";", "\t", "|")
"""Separators that are looked for; a space is taken only where it is told."""
EXCEL_LINE = "sep="
"""The first line by which Excel is told a separator."""


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a text table is written.

    Parameters
    ----------
    encoding : as Python names it, ``utf-8-sig`` for UTF-8 with or without a byte order mark
    separator : the character between cells
    skipped : lines before the header, 1 where the first line tells the separator
    """

    encoding: str = "utf-8-sig"
    separator: str = ","
    skipped: int = 0

    @property
    def is_usual(self) -> bool:
        """Whether this is what is expected: UTF-8 with commas."""
        return self.encoding == "utf-8-sig" and self.separator == ","

    @property
    def one_byte_line_breaks(self) -> bool:
        """Whether the byte of a line break stands for nothing else."""
        return not self.encoding.startswith(("utf-16", "utf-32"))

    @property
    def separator_name(self) -> str:
        """The separator's name among ``SEPARATORS``, or itself."""
        return next((name for name, each in SEPARATORS.items() if each == self.separator), self.separator)


USUAL = TextFormat()
"""UTF-8 with commas."""


def detect_text_format(path: Path, encoding: str | None = None, separator: str | None = None) -> TextFormat:
    """How a file is written: by its byte order mark and its bytes, and by the character most frequent in its header.

    Text that is not UTF-8 is taken as Windows-1252, which holds Latin-1 but for control characters.

    Parameters
    ----------
    encoding : the encoding where it is known
    separator : ``comma``, ``semicolon``, ``tab``, ``bar``, ``space`` or a character, where it is known

    Raises
    ------
    CalibrationError
        ``not_found``, ``not_readable``, ``not_text``, or ``option`` for an encoding or separator that is none
    """
    try:
        with path.open("rb") as file:
            head = file.read(PIECE_BYTES)
        _require_text(path, head)
        used = _known_encoding(encoding) if encoding else _sniffed_encoding(path, head)
        first = _first_line(path, used)
    except FileNotFoundError:
        raise CalibrationError(ErrorCode.NOT_FOUND, path=path) from None
    except OSError as error:
        raise CalibrationError(ErrorCode.NOT_READABLE, path=path, got=os_reason(error)) from None
    except UnicodeError as error:
        raise CalibrationError(ErrorCode.NOT_TEXT, path=path, at=getattr(error, "start", 0)) from None
    told = first.lower().startswith(EXCEL_LINE) and len(first) > len(EXCEL_LINE)
    character = _known_separator(separator) if separator else first[len(EXCEL_LINE)] if told else _sniffed(first)
    return TextFormat(used, character, int(told))


def _require_text(path: Path, head: bytes) -> None:
    if head.startswith(b"PAR1"):
        raise CalibrationError(ErrorCode.PARQUET_UNREAD, path=path)
    for first, program in KNOWN_FILES.items():
        if head.startswith(first):
            raise CalibrationError(ErrorCode.NOT_A_TABLE, path=path, got=program)


def _known_encoding(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding.strip()).name
    except LookupError:
        expected = "utf-8, utf-16, latin-1, cp1252"
        raise CalibrationError(ErrorCode.OPTION, name="encoding", expected=expected, got=repr(encoding)) from None
    return "utf-8-sig" if name == "utf-8" else name


def _known_separator(separator: str) -> str:
    found = SEPARATORS.get(separator.strip().lower(), separator.replace("\\t", "\t"))
    if len(found) != 1 or found in '"\r\n' or found.isalnum():
        expected = ", ".join(SEPARATORS)
        raise CalibrationError(ErrorCode.OPTION, name="separator", expected=expected, got=repr(separator))
    return found


def _sniffed_encoding(path: Path, head: bytes) -> str:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd:  # text in 8 bits has no NUL; Latin letters in 16 have one each
        wide = max(even, odd) > 0.5 * len(head) / 2 and min(even, odd) == 0
        if not wide:
            raise CalibrationError(ErrorCode.NOT_TEXT, path=path, at=head.index(0))
        return "utf-16-le" if odd else "utf-16-be"
    return "utf-8-sig" if _is_utf8(path) else _one_byte_encoding(path)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(path):
            if decoder.getstate()[0] or not piece.isascii():
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte_encoding(path: Path) -> str:
    undefined = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
    return "latin-1" if any(byte in piece for piece in _pieces(path) for byte in undefined) else "cp1252"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _first_line(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline=None) as file:
        return file.readline().rstrip("\n")


def _sniffed(line: str) -> str:
    unquoted = "".join(line.split('"')[0::2])
    counts = {each: unquoted.count(each) for each in SNIFFED}
    best = max(SNIFFED, key=lambda each: counts[each])
    return best if counts[best] else ","


def read_rows(path: Path, form: TextFormat) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line at which it begins, the lines before the header left out."""
    with path.open(encoding=form.encoding, newline="") as file:
        for _ in range(form.skipped):
            file.readline()
        reader, line = csv.reader(file, delimiter=form.separator), 1 + form.skipped
        for row in reader:
            yield line, row
            line = reader.line_num + 1 + form.skipped
