"""Loading of a file of responses for a command."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from calibration import CalibrationError, ErrorCode, Labels, ResponseMatrix, read_key, read_responses
from calibration.responses.data_findings import READING_KINDS
from calibration.responses.missing_responses import Treatment
from calibration.responses.raw_options import OptionLabels, chosen_options, correct_options
from calibration.responses.response_files import Layout, ResponseFile
from calibration.screening.connectedness import island_of_items
from calibration.screening.data_checks import constant_items
from calibration.sentences.sentences import finding_sentence
from reports.technical.commands.data_options import LANGUAGE, ReadOptions
from reports.technical.commands.extract_folder import MANIFEST, UNTOLD, YEAR, ExtractFolder, read_extract
from reports.technical.commands.option_parsing import parse_pairs


@dataclass(frozen=True, slots=True, eq=False)
class LoadedResponses:
    """The responses of a file.

    Parameters
    ----------
    options : how the file was read
    data : the responses, without the items that were dropped
    file : all that was read
    dropped : ids of the items left out because they were never answered, or always alike
    extract : the extract of a trial that they come from, None for other files
    """

    options: ReadOptions
    data: ResponseMatrix
    file: ResponseFile
    dropped: tuple[str, ...]
    extract: ExtractFolder | None = None

    @property
    def path(self) -> Path:
        """The file, or folder of files, that was read."""
        return self.options.path if self.extract is None else self.extract.responses

    def group(self, name: str) -> Labels:
        """(persons,) the labels of a column of groups; those of whom an extract does not tell it are one group."""
        labels = self.file.groups[name]
        told = np.asarray(labels)
        return labels if self.extract is None else Labels.from_values(np.where(told == "", UNTOLD, told))

    def require_years_apart(self, name: str | None) -> None:
        """Refuse a fit of an extract in which a population has persons of several year groups.

        Parameters
        ----------
        name : the column of groups, None for one population

        Raises
        ------
        CalibrationError
            ``years_as_one``
        """
        if self.extract is None:
            return
        years = np.asarray(self.file.groups[YEAR]).tolist()
        groups = [""] * len(years) if name is None else np.asarray(self.group(name)).tolist()
        pairs = {(group, year) for group, year in zip(groups, years, strict=True) if year}
        crossed = len(pairs) > len({group for group, _ in pairs})
        if crossed or (not pairs and len(self.extract.years) > 1):
            raise CalibrationError(ErrorCode.YEARS_AS_ONE, got="–" if name is None else repr(name))

    def comparison_labels(self, name: str) -> Labels:
        """(persons,) the labels of a column, or for `LANGUAGE` (R,) the language of each response.

        Raises
        ------
        CalibrationError
            ``column`` where the file has no language
        """
        if name != LANGUAGE:
            return self.file.groups[name]
        if self.data.language is None:
            raise CalibrationError(ErrorCode.COLUMN, name="group", expected=repr(LANGUAGE), got="–")
        return self.data.language

    def chosen_and_correct_options(self) -> tuple[OptionLabels, dict[str, str]] | None:
        """(R,) the option chosen in each response, and by item id the correct one; None without raw responses."""
        options = self.options
        key = None if options.key is None else read_key(options.key)
        chosen = chosen_options(
            self.path,
            self.data,
            keyed=key is not None,
            encoding=options.encoding,
            separator=options.separator,
            columns=parse_pairs("column", options.columns),
            groups=options.groups,
            ignored=options.ignored,
        )
        return None if chosen is None else (chosen, correct_options(self.data, chosen, key))

    def source_description(self, held: Collection[str] = ()) -> dict[str, object]:
        """The origin of the data, as a document records it.

        Parameters
        ----------
        held : ids of items with fixed parameters, which connect the others whoever answered
        """
        together = np.array([at for at, item in enumerate(self.data.items) if item in held], dtype=np.int64)
        from_trial = {} if self.extract is None else {"extract": self.extract.origin()}
        return from_trial | {
            "file": self.options.path.name,
            "sha256": self.file.sha256,
            "file_sha256": source_sha256(self.options.path),
            "islands": int(island_of_items(self.data, together).max(initial=-1)) + 1,
            "format": self.file.layout,
            "statuses": dict(self.file.statuses),
            "read_as": [finding_sentence(each, "en") for each in self.file.findings if each.kind in READING_KINDS],
            "left_out": list(self.dropped),
        }


def source_sha256(path: Path) -> str:
    """SHA-256 of the bytes of a file of responses, or of the manifest of a folder; "" for a folder without one.

    By it the register of extracts knows what was calibrated.
    """
    file = path / MANIFEST if path.is_dir() else path
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def load_responses(options: ReadOptions) -> LoadedResponses:
    """Read a file of responses.

    Raises
    ------
    CalibrationError
        naming line and item
    """
    extract = read_extract(options.path)
    file = read_responses(
        extract.responses if extract else options.path,
        cast("Layout", options.layout),
        key=None if options.key is None else read_key(options.key),
        coding=options.coding(),
        encoding=options.encoding,
        separator=options.separator,
        columns=parse_pairs("column", options.columns),
        groups=tuple(dict.fromkeys((*options.groups, *([YEAR] if extract else [])))),
        ignored=tuple(options.ignored),
        omitted=cast("Treatment", options.omitted),
        not_reached=cast("Treatment", options.not_reached),
    )
    if not options.drop_constant:
        return LoadedResponses(options, file.data, file, (), extract)
    unusable = constant_items(file.data) | (file.data.responses_per_item() == 0)
    dropped = tuple(file.data.items[at] for at in np.flatnonzero(unusable))
    return LoadedResponses(options, file.data.select_items(~unusable), file, dropped, extract)
