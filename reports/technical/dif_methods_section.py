"""DIF by logistic regression, LR, Wald, SIBTEST or RMSD: as rows for documents and terminals, and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.invariance.dif_classes import REMARKS, DifClass, DifRemark
from calibration.invariance.dif_power import least_power
from calibration.invariance.dif_tests import DifTests
from calibration.invariance.logistic_regression import LogisticDif
from calibration.invariance.model_comparison import ModelDif
from calibration.invariance.rmsd import RmsdDif
from calibration.invariance.sibtest import SibtestDif
from calibration.sentences.evidence_sentences import evidence_phrase
from itembank.html_report.html_tables import table
from itembank.language import Language, Text
from reports.technical import dif_messages as messages
from reports.technical import technical_messages as phrases
from reports.technical.item_evidence import FEWEST_PRINTED
from reports.technical.page_parts import formatted, html_page, paragraph, reading_guide, sentence, suppressed_count

OtherDif = LogisticDif | ModelDif | SibtestDif | RmsdDif
COUNTS = ("n", "n_reference", "n_focal")
FIRST = ("unsigned", "r2", "beta", "se", "rmsd", "signed", "deviation", "p", "p_adjusted", "power")
"""Columns that are shown first: the size of an effect, its p and its power."""
DIGITS = {"power": 2, "chi2": 2, "df": 0, "crossing_at": 1}


@dataclass(frozen=True)
class DifTable:
    """A comparison as a table.

    Parameters
    ----------
    method : a name of ``detect_dif``
    names : reference and focal, or all groups
    ending : matching and outcome of purification
    moments : for RMSD the name, mean and standard deviation of each group
    labels : by row the item, for RMSD item and group
    classes, remarks : by row
    columns : numbers by name, each by row; NaN where there is none
    """

    method: str
    names: tuple[str, ...]
    ending: tuple[StrEnum, ...]
    labels: tuple[tuple[str, ...], ...]
    classes: tuple[DifClass, ...]
    remarks: tuple[DifRemark, ...]
    columns: Mapping[str, Floats | Ints]
    moments: tuple[tuple[str, float, float], ...] = ()

    @property
    def flagged(self) -> list[int]:
        """Rows of class B or C, the larger first."""
        rows = [at for at, each in enumerate(self.classes) if each in (DifClass.B, DifClass.C)]
        return sorted(rows, key=lambda at: (self.classes[at] is not DifClass.C, self.columns["p"][at]))

    def document(self) -> dict[str, object]:
        """The comparison as JSON values."""
        keys = ("id", "group")
        rows = [
            dict(zip(keys, label, strict=False))
            | {"class": self.classes[at].name, "suggests": self.remarks[at].name.lower()}
            | {name: _plain(values[at]) for name, values in self.columns.items()}
            for at, label in enumerate(self.labels)
        ]
        ending = [each.name.lower() for each in self.ending]
        return {"method": self.method, "groups": list(self.names), "ending": ending, "items": rows}


def dif_table(found: OtherDif) -> DifTable:
    """A comparison as a table."""
    if isinstance(found, RmsdDif):
        return _rmsd_table(found)
    sizes = {"n_reference": found.n_reference, "n_focal": found.n_focal}
    method, columns, ending = _columns(found)
    df = np.asarray(columns["df"], dtype=np.float64)
    columns |= {"power": least_power(found.n_reference, found.n_focal, df), "anchor": found.anchor.astype(np.int64)}
    return DifTable(
        method,
        (found.reference, found.focal),
        ending,
        tuple((item,) for item in found.items),
        found.classes,
        found.remarks,
        sizes | columns,
    )


def _columns(found: LogisticDif | ModelDif | SibtestDif) -> tuple[str, dict[str, Floats | Ints], tuple[StrEnum, ...]]:
    if isinstance(found, SibtestDif):
        columns = _tests(found.crossing) | {
            "p_uniform": found.uniform.p,
            "beta": found.beta,
            "se": found.se,
            "beta_crossing": found.beta_crossing,
            "crossing_at": found.crossing_at,
        }
        return "sibtest", columns, (found.purification,)
    parts = {"p_uniform": found.uniform.p, "p_nonuniform": found.nonuniform.p}
    if isinstance(found, LogisticDif):
        return "logistic", _tests(found.both) | parts | {"r2": found.r2_both}, (found.matching, found.purification)
    sizes = {"signed": found.effects.signed, "unsigned": found.share}
    return found.method, _tests(found.both) | parts | sizes, (found.purification,)


def _tests(tests: DifTests) -> dict[str, Floats | Ints]:
    return {"chi2": tests.statistic, "df": tests.df, "p": tests.p, "p_adjusted": tests.adjusted}


def _rmsd_table(found: RmsdDif) -> DifTable:
    labels = tuple((item, group) for item in found.items for group in found.groups)
    classes = tuple(each for row in found.classes for each in row)
    sides = found.deviation.ravel() > 0
    tests = DifTests(*(getattr(found.tests, name).ravel() for name in ("statistic", "df", "p", "adjusted")))
    others = found.n.sum(axis=1, keepdims=True) - found.n
    columns = {"n": found.n.ravel()} | _tests(tests)
    remarks = tuple(REMARKS[each][int(side)] for each, side in zip(classes, sides.tolist(), strict=True))
    means = tuple(zip(found.groups, found.means.tolist(), found.sds.tolist(), strict=True))
    return DifTable(
        "rmsd",
        found.groups,
        (),
        labels,
        classes,
        remarks,
        columns
        | {
            "rmsd": found.rmsd.ravel(),
            "deviation": found.deviation.ravel(),
            "power": least_power(others.ravel(), found.n.ravel(), tests.df),
        },
        means,
    )


def methods_page(found: Sequence[OtherDif], file: str, language: Language) -> str:
    """A page of group comparisons by a method other than Mantel–Haenszel."""
    title = sentence(phrases.DIF_TITLE, language, file)
    parts = "".join(_part(dif_table(each), number, language) for number, each in enumerate(found))
    return html_page(title, f"<h1>{escape(title)}</h1>{parts}{reading_guide(language)}", language)


def table_heading(found: DifTable, language: Language) -> str:
    """Which groups are compared."""
    if found.method == "rmsd":
        return sentence(messages.GROUPS, language, ", ".join(found.names))
    return sentence(phrases.DIF, language, found.names[1], found.names[0])


def table_sentence(found: DifTable, language: Language) -> str:
    """The number of rows of each class."""
    known = [found.classes.count(each) for each in (DifClass.B, DifClass.C)]
    unknown = sum(found.classes.count(each) for each in (DifClass.TOO_FEW, DifClass.NOT_ESTIMABLE))
    return sentence(messages.FLAGGED, language, *known, len(found.classes), unknown)


def main_columns(found: DifTable) -> list[str]:
    """The names of the columns on sizes, their p and power."""
    return [name for name in FIRST if name in found.columns]


def table_heads(found: DifTable, columns: Sequence[str]) -> list[Text]:
    """The headings of a row with these columns."""
    labels = ("item", "group")[: len(found.labels[0])]
    return [messages.HEADS[name] for name in (*labels, "class", *columns)]


def table_row(found: DifTable, columns: Sequence[str], at: int, language: Language) -> list[str]:
    """The cells of a row; small counts are not printed."""
    return [*found.labels[at], found.classes[at].value, *(_cell(found, name, at, language) for name in columns)]


def _part(found: DifTable, number: int, language: Language) -> str:
    flagged = found.flagged
    tables = [
        _table(found, places, sentence(caption, language), language)
        for caption, places in ((phrases.DIF_TABLE, flagged), (messages.ALL_ITEMS, range(len(found.labels))))
        if places
    ]
    none = "" if flagged else paragraph(sentence(phrases.DIF_NONE, language))
    how = sentence(messages.METHODS[found.method], language)
    told = (table_sentence(found, language), how, *_ending(found, language), sentence(messages.POWER_TOLD, language))
    paragraphs = "".join(paragraph(each) for each in (*told, sentence(messages.ADJUSTED, language)))
    heading = escape(table_heading(found, language))
    return f'<section id="dif-{number}"><h2>{heading}</h2>{paragraphs}{none}{"".join(tables)}</section>'


def _table(found: DifTable, places: Sequence[int], caption: str, language: Language) -> str:
    """Some rows, and below each what it suggests, where that is anything."""
    first = main_columns(found)
    columns = [*first, *(name for name in found.columns if name not in first)]
    rows = [table_row(found, columns, at, language) for at in places]
    remarks = [found.remarks[at] for at in places]
    told = ["" if each is DifRemark.NONE else evidence_phrase(each, language) for each in remarks]
    return table(caption, table_heads(found, columns), rows, language, len(found.labels[0]) + 1, told=told)


def _ending(found: DifTable, language: Language) -> list[str]:
    if found.method == "rmsd":
        sizes = {group: found.columns["n"][at :: len(found.names)] for at, group in enumerate(found.names)}
        return [
            sentence(messages.GROUP_MOMENTS, language, name, formatted(mean), formatted(sd))
            for name, mean, sd in found.moments
            if sizes[name].max(initial=0) >= FEWEST_PRINTED
        ]
    return [f"{told[:1].upper()}{told[1:]}." for told in (evidence_phrase(each, language) for each in found.ending)]


def _cell(found: DifTable, name: str, at: int, language: Language) -> str:
    value = found.columns[name][at]
    if name in COUNTS:
        return suppressed_count(int(value))
    if name == "anchor":
        return (messages.YES if value else messages.NO)[language]
    if name.startswith("p") and name != "power" and value < 1e-4:
        return "< 0.0001"
    return formatted(float(value), DIGITS.get(name, 4 if name.startswith("p") else 3))


def _plain(value: float | np.generic) -> float | int | None:
    if isinstance(value, np.integer):
        return int(value)
    return float(value) if np.isfinite(value) else None
