"""The technical report of a school year as a document."""

from collections import Counter
from collections.abc import Callable, Iterator

from itembank.html_report.html_tables import count, number, percent
from itembank.language import Language, Text
from reports.disclosure.rounding import rounded_count
from reports.formats.document import Document, DocumentSection, Figures, Part
from reports.national.release_messages import note
from reports.national.release_values import ReleaseRow
from reports.norms.norm_document import norms_hash
from reports.scales.reporting_scale import SCALES
from reports.translations import long_date
from reports.year_report import year_report_messages as messages
from reports.year_report.year_record import YearRecord

_QUARTILE = 0.6744897501960817
"""Standard normal quantile at 0.75."""
_FREQUENT = 10


def year_report(record: YearRecord, language: Language) -> Document:
    """The report in one language."""
    name = record.release.name
    sections = tuple(DocumentSection(heading[language], tuple(parts(record, language))) for heading, parts in _SECTIONS)
    made = messages.MADE[language] % (long_date(record.today, language), name)
    return Document(messages.TITLE[language] % (record.subject[language], name.year), made, sections)


def precision_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """Reliability and standard errors by year group."""
    yield messages.NO_PERSON[language]
    yield messages.PRECISION_LEAD[language]
    rows = [row for row in record.release.rows if len(row.cell) == 1]
    heads = (messages.YEAR, *_FIGURE_HEADS)
    yield Figures(messages.PRECISION[language], heads, tuple((dict(row.cell)["year"], *_figures(row)) for row in rows))
    yield messages.BANDS[language]


def language_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """Means by language, with what their comparison can show."""
    rows = [row for row in record.release.rows if "language" in dict(row.cell)]
    told = note(record.release.name.subject, by_language=True)
    yield told[language] if told else ""
    heads = (messages.YEAR, messages.LANGUAGE, *_FIGURE_HEADS)
    cells = tuple(
        (dict(row.cell)["year"], messages.TONGUES[dict(row.cell)["language"]][language], *_figures(row)) for row in rows
    )
    yield Figures(messages.LANGUAGES_HEADING[language], heads, cells, text_columns=2)


def targeting_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """How many items lie near each year group."""
    yield messages.TARGETING_LEAD[language]
    heads = (messages.YEAR, messages.EXPECTED, messages.MEAN, messages.AT_LOW, messages.AT_MEAN, messages.AT_HIGH)
    rows = tuple(_targeting(record, year) for year in record.years)
    yield Figures(messages.TARGETING[language], heads, rows)


def blueprint_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """Items, measured items and answers by area."""
    yield messages.BLUEPRINT_LEAD[language]
    strands = {item.id: item.strand for item in record.bank.items}
    items = Counter(strands.values())
    measured = Counter(item.strand for item in record.bank.items if not item.parameters.provisional)
    answers: Counter[str] = Counter()
    for item, times in record.answers.items():
        answers[strands.get(item, "")] += times
    total = sum(answers[each] for each in items)
    heads = (messages.STRAND, messages.ITEMS, messages.MEASURED, messages.SHARE)
    rows = tuple(
        (
            record.strands[each][language],
            count(items[each]),
            count(measured[each]),
            percent(answers[each] / total) if total else "–",
        )
        for each in sorted(items)
    )
    yield Figures(messages.BLUEPRINT[language], heads, rows)


def exposure_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """How evenly items are asked."""
    there = {item.id for item in record.bank.items}
    times = sorted((count_ for item, count_ in record.answers.items() if item in there), reverse=True)
    total = sum(times)
    if not total:
        yield messages.NO_ANSWERS[language]
        return
    shares = (percent(times[0] / total), percent(sum(times[:_FREQUENT]) / total))
    yield messages.EXPOSURE_TOLD[language] % (count(len(times)), count(len(there)), *shares)
    overlap = sum((each / total) ** 2 for each in times)
    yield messages.OVERLAP[language] % (percent(overlap, 2), percent(1 / len(there), 2))


def trial_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """The fits that were adopted."""
    if not record.adoptions:
        yield _without_adoption(record, language)
    for each in record.adoptions:
        facts = (each.fit[:12], each.trial, long_date(each.on, language), each.bank_version[:12])
        yield messages.TRIAL[language] % facts


def dif_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """Items of each adopted fit by class of DIF: between the languages, and of any comparison."""
    if not record.adoptions:
        yield _without_adoption(record, language)
    for each in record.adoptions:
        file = record.fits.get(each.fit)
        if file is None:
            yield messages.NO_FIT_GIVEN[language] % (each.trial, each.fit[:12])
            continue
        yield messages.DIF_LEAD[language] % each.trial
        if file.language_dif is None:
            yield messages.NOT_COMPARED[language]
        classes = (file.language_dif or {}, file.dif)
        rows = tuple(
            (named[language], *(count(list(found.values()).count(letter)) for found in classes))
            for letter, named in messages.DIF_CLASSES.items()
        )
        yield Figures(messages.DIF[language], messages.DIF_HEADS, rows)


def norm_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """What age-standardised scores rest on."""
    if not record.norms:
        yield messages.NO_NORMS[language]
        return
    rows = tuple(
        (
            long_date(each.since, language),
            norms_hash(each.norms)[:12],
            count(rounded_count(each.norms.source.persons)),
            count(each.norms.source.schools) if each.norms.source.schools else "–",
            messages.MADE_UP[each.norms.source.fictional][language],
        )
        for each in record.norms
    )
    yield messages.NORMS_LEAD[language]
    yield Figures(messages.NORMS[language], messages.NORM_HEADS, rows, 2)


def version_parts(record: YearRecord, language: Language) -> Iterator[Part]:
    """What the figures rest on."""
    rows: list[tuple[Text, str]] = [(messages.SCALE, record.release.scale), (messages.ENGINE, record.engine_version)]
    rows += [(messages.RESTED_ON, each) for each in record.release.bank_versions]
    rows += [(messages.BANK, record.bank.hash), (messages.DESIGN, record.design.name)]
    heads = (messages.THING, messages.VERSION)
    yield Figures(messages.VERSIONS[language], heads, tuple((what[language], which) for what, which in rows), 2)


def limit_parts(_record: YearRecord, language: Language) -> Iterator[Part]:
    """What the report cannot say."""
    yield messages.LIMITS_TOLD[language]


_FIGURE_HEADS = (
    messages.LEARNERS,
    messages.MEAN,
    messages.MEAN_SE,
    messages.SD,
    messages.ERROR,
    messages.RELIABILITY,
)

_SECTIONS: tuple[tuple[Text, Callable[[YearRecord, Language], Iterator[Part]]], ...] = (
    (messages.PRECISION, precision_parts),
    (messages.LANGUAGES_HEADING, language_parts),
    (messages.TARGETING, targeting_parts),
    (messages.BLUEPRINT, blueprint_parts),
    (messages.EXPOSURE, exposure_parts),
    (messages.TRIALS, trial_parts),
    (messages.DIF, dif_parts),
    (messages.NORMS, norm_parts),
    (messages.VERSIONS, version_parts),
    (messages.LIMITS, limit_parts),
)


def _without_adoption(record: YearRecord, language: Language) -> str:
    """What to say where no adoption is on record: parameters may be measured all the same, in a bank that came so."""
    measured = sum(not item.parameters.provisional for item in record.bank.items)
    return messages.UNRECORDED[language] % count(measured) if measured else messages.NO_TRIAL[language]


def _figures(row: ReleaseRow) -> tuple[str, ...]:
    if row.learners is None:
        return (messages.SUPPRESSED,) * len(_FIGURE_HEADS)
    figures = ((row.mean, 0), (row.mean_se, 1), (row.sd, 0), (row.error, 0), (row.reliability, 2))
    return (count(rounded_count(row.learners)), *("–" if each is None else number(each, to) for each, to in figures))


def _targeting(record: YearRecord, year: int) -> tuple[str, ...]:
    scale, expected = SCALES[record.release.name.subject], record.design.population(year)
    row = record.release.row((("year", str(year)),))
    told = row.mean if row else None
    mean = expected.mean if told is None else (round(told) - scale.origin) / scale.unit
    difficulties = [item.parameters.difficulty for item in record.bank.items if item.introduced_year <= year]
    near = (
        sum(abs(each - mean - steps * expected.sd) <= 1 for each in difficulties)
        for steps in (-_QUARTILE, 0.0, _QUARTILE)
    )
    shown = messages.SUPPRESSED if told is None else number(told, 0)
    return (str(year), number(scale.points(expected.mean), 0), shown, *map(count, near))
