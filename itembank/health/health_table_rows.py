"""Table rows for the health page and the command line."""

from collections.abc import Iterator, Sequence

from itembank.health import health_messages as messages
from itembank.health.ability_cells import AbilityCell
from itembank.health.health_findings import BankHealth, YearHealth
from itembank.health.health_sentences import HealthSentences
from itembank.html_report.html_tables import number, percent
from itembank.language import Language

THOUSAND = 1000


def year_rows(found: BankHealth) -> Iterator[tuple[str, ...]]:
    """One row per year group: items, sitting length over items, exposure limit, and mean SEs."""
    for year in found.years:
        se, best, ideal, after = (year.mean(name) for name in ("se", "best_se", "ideal_se", "se_after"))
        shown = (se, best, ideal, se - ideal, after, *(part.best_se for part in year.parts))
        burden = number(year.length / year.items, 3) if year.items else "–"
        yield (str(year.year), str(year.items), burden, number(year.rate, 2), *map(number, shown))


def thin_rows(sentences: HealthSentences, most: int) -> Iterator[tuple[str, ...]]:
    """One row for each of the ``most`` cells in which one more item would save most."""
    for cell in sentences.health.thin_cells[:most]:
        yield _cell_row(cell, sentences)


def _cell_row(cell: AbilityCell, sentences: HealthSentences) -> tuple[str, ...]:
    low, high = number(cell.low, 1, signed=True), number(cell.high, 1, signed=True)
    return (
        str(cell.year),
        sentences.strand_name(cell.strand),
        messages.FROM_TO[sentences.language] % (low, high),
        percent(cell.learners, 0),
        str(cell.items),
        str(cell.near),
        number(cell.load, 2) + (" !" if cell.crowded else ""),
        percent(cell.told, 0),
        number(THOUSAND * (cell.saves or 0.0), 2),
    )


def side_by_side_heads(found: Sequence[BankHealth], language: Language) -> list[str]:
    """Column headings of the table that compares banks in one language each."""
    year, *each = (head[language] for head in messages.SIDE_BY_SIDE_HEADS)
    names = [messages.LANGUAGES[one.bank.languages[0]][language] for one in found]
    return [year, *(head % name for head in each for name in names)]


def side_by_side_rows(found: Sequence[BankHealth]) -> Iterator[tuple[str, ...]]:
    """One row per year group that all banks share: items, SE, cost and SE afterwards of each bank."""
    held = [{year.year: year for year in one.years} for one in found]
    for name in held[0]:
        years = [one[name] for one in held if name in one]
        if len(years) == len(found):
            items, figures = [str(year.items) for year in years], zip(*map(_figures, years), strict=True)
            yield (str(name), *items, *(number(value) for row in figures for value in row))


def _figures(year: YearHealth) -> tuple[float, float, float]:
    return year.mean("se"), year.mean("se") - year.mean("ideal_se"), year.mean("se_after")
