"""A folder of an author: its files, the banks they make and their faults."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from errno import errorcode
from functools import cached_property
from pathlib import Path

from itembank.authoring.author_faults import AuthorFault, author_fault, file_faults
from itembank.authoring.author_file import AuthorFile
from itembank.authoring.author_remarks import AuthorRemark
from itembank.authoring.field_lines import field_lines
from itembank.authoring.items_file import items_file
from itembank.authoring.passage_file import passage_file
from itembank.authoring.review_file import ENDING, SETTINGS, ReviewFile, read_reviews, read_settings, together
from itembank.authoring.reviews import ItemReview, Reviews
from itembank.authoring.scenario_file import scenario_file
from itembank.canonical_json import sha256
from itembank.content.item_versions import ItemVersion
from itembank.content.subjects import SUBJECTS
from itembank.content.topics import Topic
from itembank.errors import NOTHING, InvalidBank
from itembank.language import LANGUAGES, Language
from itembank.numeracy import numeracy_topics
from itembank.parsing.toml_table import parse_toml
from itembank.reading import reading_topics
from itembank.reasoning import reasoning_topics
from itembank.syntax_faults import encoding_fault, syntax_fault
from itembank.versions.bank_version import BankVersion

MAX_FILES = 500
MAX_BYTES = 1_000_000
"""Most files that are read of a folder, and most bytes of a file."""

MAX_FOLDERS = 10
"""Most folders within a folder that are named."""

_TOPICS: dict[str, tuple[Topic, ...]] = {
    "numeracy-procedural": numeracy_topics.TOPICS,
    "numeracy-reasoning": reasoning_topics.TOPICS,
    "reading-cy": reading_topics.TOPICS,
    "reading-en": reading_topics.TOPICS,
}
_OF_A_SCENARIO = {"story", "numbers", "part", "figure"}


@dataclass(frozen=True)
class AuthorFolder:
    """What an author's folder holds.

    Parameters
    ----------
    files : the files with items, and those of reviews that have a fault
    reviews : what reviewers said, as far as it is without a fault
    """

    files: tuple[AuthorFile, ...]
    reviews: Reviews = field(default_factory=Reviews)

    @cached_property
    def reviewed(self) -> tuple[tuple[AuthorFile, ItemVersion, ItemReview], ...]:
        """Each item with its file and what reviewers said of it."""
        return tuple(
            (file, each.item, self.reviews.of(file.name, each.item)) for file in self.files for each in file.items
        )

    @property
    def unapproved(self) -> tuple[tuple[AuthorFile, ItemVersion, ItemReview], ...]:
        """The items that fewer reviewers have approved than the folder's settings ask for, and at least one."""
        return tuple(each for each in self.reviewed if len(each[2].approvals) < max(1, self.reviews.needed))

    @property
    def faults(self) -> tuple[AuthorFault, ...]:
        """Every fault, by file and line."""
        return tuple(fault for file in self.files for fault in file.faults)

    @property
    def remarks(self) -> tuple[AuthorRemark, ...]:
        """What its author is asked to look at once more, by file and line."""
        return tuple(remark for file in self.files for remark in file.remarks)

    @cached_property
    def banks(self) -> tuple[BankVersion, ...]:
        """A draft for each subject, of the items without a fault; in one language if one of its files is."""
        return tuple(draft for subject in SUBJECTS for draft in self._drafts(subject))

    def _drafts(self, subject: str) -> Iterator[BankVersion]:
        files = [file for file in self.files if file.subject == subject]
        items, practice = (
            tuple(each.item for file in files if file.practice is kept for each in file.items) for kept in (False, True)
        )
        if items or practice:
            stimuli = tuple(file.stimulus for file in files if file.stimulus is not None)
            yield BankVersion(
                subject, items, _TOPICS[subject], (), languages=_shared(files), stimuli=stimuli, practice=practice
            )


def _shared(files: list[AuthorFile]) -> tuple[Language, ...]:
    """The languages in which every file has words; those of the first if there is none."""
    shared = tuple(language for language in LANGUAGES if all(language in file.languages for file in files))
    return shared or files[0].languages


def read_author_folder(folder: Path) -> AuthorFolder:
    """Read every passage, scenario and table of items of a folder.

    Raises
    ------
    OSError : the folder itself cannot be read
    """
    files = _without_repeated([_read(path) for path in author_paths(folder)])
    reviews, faulty = _read_reviews(folder)
    return AuthorFolder((*files, *faulty), reviews)


def _read_reviews(folder: Path) -> tuple[Reviews, list[AuthorFile]]:
    """What reviewers said, and the files of it that have a fault."""
    found: list[ReviewFile] = []
    faulty: list[AuthorFile] = []
    needed = 0
    for path in review_paths(folder):
        read = _read_beside(path)
        if isinstance(read, AuthorFile):
            faulty.append(read)
        elif isinstance(read, ReviewFile):
            found.append(read)
        else:
            needed = read
    return together(found, needed), faulty


def _read_beside(path: Path) -> AuthorFile | ReviewFile | int:
    """What a review file or the file of settings holds; a file with its faults if it has any."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = parse_toml(path.name, text)
    except OSError as error:
        return _unread(path.name, 1, "a file that can be read", errorcode.get(error.errno or 0, NOTHING))
    except UnicodeDecodeError as error:
        return _unread(path.name, *encoding_fault(path.name, path.read_bytes(), error.start))
    except InvalidBank as error:
        return _unread(path.name, *syntax_fault(text, f"{error.received}"))
    faults: list[InvalidBank] = []
    collecting = replace(table, faults=faults)
    read = read_settings(collecting) if path.name == SETTINGS else read_reviews(collecting)
    return AuthorFile(path.name, "", file_faults(path.name, faults, field_lines(text, table.data))) if faults else read


def review_paths(folder: Path) -> list[Path]:
    """The files of reviews and the folder's settings, in the order of their names.

    Raises
    ------
    OSError : the folder cannot be read
    """
    return sorted(
        path
        for path in folder.iterdir()
        if (path.suffix == ENDING or path.name == SETTINGS) and not path.name.startswith(".")
    )[: 2 * MAX_FILES]


def author_paths(folder: Path) -> list[Path]:
    """The files of a folder that may hold items, in the order of their names.

    Raises
    ------
    OSError : the folder cannot be read
    """
    known = (path for path in folder.iterdir() if path.suffix.lower() in _READERS and not path.name.startswith("."))
    return sorted(known)[:MAX_FILES]


def folders_within(folder: Path) -> list[str]:
    """Names of the folders within a folder that may hold items, whose files are not read with its own."""
    known = (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return sorted(path.name for path in known if path.suffix.lower() not in _READERS)[:MAX_FOLDERS]


def folder_state(folder: Path) -> str:
    """A text that changes whenever a file of the folder is saved, added or taken away."""
    told = []
    for path in (*author_paths(folder), *review_paths(folder)):
        with suppress(OSError):  # it was taken away just now
            kept = path.stat()
            told.append(f"{path.name} {kept.st_mtime_ns} {kept.st_size}")
    return sha256("\n".join(told).encode())


def _read(path: Path) -> AuthorFile:
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            return _unread(path.name, 1, f"at most {MAX_BYTES} bytes", size)
        data = path.read_bytes()
    except OSError as error:
        return _unread(path.name, 1, "a file that can be read", errorcode.get(error.errno or 0, NOTHING))
    return read_author_file(path.name, data)


def read_author_file(name: str, data: bytes) -> AuthorFile:
    """What a file holds, by the ending of its name, with every fault."""
    try:
        text = data.decode("utf-8-sig")  # spreadsheets and some editors write a byte order mark
    except UnicodeDecodeError as error:
        return _unread(name, *encoding_fault(name, data, error.start))
    return _READERS[Path(name).suffix.lower()](name, text)


def _toml(name: str, text: str) -> AuthorFile:
    try:
        table = parse_toml(name, text)
        lines = field_lines(text, table.data)
    except InvalidBank as error:
        return _unread(name, *syntax_fault(text, f"{error.received}"))
    collecting = replace(table, faults=[])
    reader = scenario_file if _OF_A_SCENARIO & set(table.data) else passage_file
    return reader(collecting, lines)


def _unread(name: str, line: int, expected: str, received: object) -> AuthorFile:
    return AuthorFile(name, "", (author_fault(name, line, InvalidBank(name, "file", expected, received)),))


_READERS = {".toml": _toml, ".csv": items_file}


def _without_repeated(files: list[AuthorFile]) -> Iterator[AuthorFile]:
    """The files; one whose passage or scenario another one has too tells so and keeps no items."""
    seen: set[tuple[str, str]] = set()
    for file in files:
        key = (file.subject, file.stimulus.id if file.stimulus else file.name)
        if key in seen:
            fault = author_fault(file.name, 1, InvalidBank(file.name, "id", "each id once", key[1]))
            yield replace(file, faults=(*file.faults, fault), items=(), stimulus=None)
        else:
            seen.add(key)
            yield file
