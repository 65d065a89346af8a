"""The health of one or more banks as a self-contained HTML page."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise

from itembank.health import health_messages as messages
from itembank.health.health_findings import BankHealth, YearHealth
from itembank.health.health_sentences import HealthSentences
from itembank.health.health_table_rows import side_by_side_heads, side_by_side_rows, thin_rows, year_rows
from itembank.health.heat_map import SHADES, HeatMapCell, HeatMapRow, heat_map
from itembank.html_report.charts import Line, line_chart
from itembank.html_report.html_tables import captioned_chart, number, percent, side_by_side, table
from itembank.html_report.standalone_page import standalone_page
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text

THINNEST = 20


def health_page(found: Sequence[BankHealth], language: Language) -> str:
    """Return the health of one or more banks as an HTML page in one language; monolingual banks are side by side."""
    pages = [BankPage(each, language) for each in found]
    title = messages.TITLE[language] % pages[0].name if len(pages) == 1 else messages.TITLES[language]
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            *(page.provenance() for page in pages),
            _contents(pages, language) if len(pages) > 1 else "",
            *_sections(pages, language),
            _reading(language),
        )
    )
    style = files("itembank.health").joinpath("page.css").read_text(encoding="utf-8")
    return standalone_page(escape(title), body, language, style=style)


def _sections(pages: Sequence["BankPage"], language: Language) -> Iterator[str]:
    """One section per bank; if several banks have a single language, one section for them together."""
    single = [page for page in pages if len(page.health.bank.languages) == 1]
    together = single if len(single) > 1 else []
    for page in pages:
        if page not in together:
            shown = f"<h2>{escape(page.heading)}</h2>{page.summary()}{page.recommendations()}{page.heat_maps()}"
            yield f'<section id="{page.id}">{shown}</section>'
    if together:
        heading, table_ = messages.READING[language], _table_beside([page.health for page in together], language)
        beside = "".join(page.summary_under_name() for page in together)
        maps = _maps_beside(together, language)
        yield f'<section id="reading-languages"><h2>{heading}</h2>{table_}{beside}{maps}</section>'


def _table_beside(found: Sequence[BankHealth], language: Language) -> str:
    heads = [Text.same(head) for head in side_by_side_heads(found, language)]
    shown = table(messages.YEARS[language], heads, side_by_side_rows(found), language)
    return f"{shown}<p>{escape(messages.BESIDE_TOLD[language])}</p>"


def _maps_beside(pages: Sequence["BankPage"], language: Language) -> str:
    """For each year, the maps of all banks and then their SE curves."""
    shown = []
    for name in pages[0].health.design.years:
        years = [(page, year) for page in pages for year in page.health.years if year.year == name]
        charts = [page.heat_map(year, page.name) for page, year in years]
        charts += [page.se_curves(year, page.name) for page, year in years]
        shown.append(f"<h3>{messages.YEAR[language] % name}</h3>{side_by_side(*charts)}")
    return _key(language) + "".join(shown)


def _contents(pages: Sequence["BankPage"], language: Language) -> str:
    single = [page for page in pages if len(page.health.bank.languages) == 1]
    alone = [page for page in pages if len(single) < 2 or page not in single]
    links = [(page.id, page.heading) for page in alone]
    links += [("reading-languages", messages.READING[language])] if len(single) > 1 else []
    links.append(("how-to-read", messages.HOW_TO_READ[language]))
    listed = "".join(f'<li><a href="#{place}">{escape(heading)}</a></li>' for place, heading in links)
    return f'<nav aria-label="{messages.TITLES[language]}"><ul>{listed}</ul></nav>'


def _key(language: Language) -> str:
    """The legend of the shades and the frame."""
    ends = (1.0, *SHADES, 0.0)
    told = [f"{number(100 * low, 0)}–{percent(high, 0)}" for high, low in pairwise(ends)]
    shades = [(f"heat heat-{place}", text) for place, text in enumerate(told)]
    marks = [*shades, ("heat heat-0 framed", messages.FRAMED[language])]
    place = 'x="1" y="1" width="30" height="20"'
    listed = "".join(
        f'<li><svg viewBox="0 0 32 22" aria-hidden="true"><rect class="{kind}" {place}/></svg>{escape(text)}</li>'
        for kind, text in marks
    )
    return f'<p>{messages.KEY[language]}</p><ul class="key">{listed}</ul>'


def _reading(language: Language) -> str:
    listed = "".join(f"<dt>{term[language]}</dt><dd>{escape(what[language])}</dd>" for term, what in messages.READ)
    return f'<section id="how-to-read"><h2>{messages.HOW_TO_READ[language]}</h2><dl>{listed}</dl></section>'


class BankPage:
    """Renders the sections on one bank in one language."""

    def __init__(self, health: BankHealth, language: Language) -> None:
        self.health, self._language, self._sentences = health, language, HealthSentences(health, language)
        self.name = self._sentences.subject_name()
        self.id = f"bank-{health.bank.hash[:12]}"
        self.heading = self.name[:1].upper() + self.name[1:]

    def summary_under_name(self) -> str:
        """The summary and recommendations under the bank's name."""
        return f"<h3>{escape(self.heading)}</h3>{self.summary()}{self.recommendations(4)}"

    def provenance(self) -> str:
        """The bank and design that the page is about, with their hashes."""
        bank, design = self.health.bank, self.health.design
        told = self._text(messages.MADE_OF, bank.subject, bank.hash[:12], design.name, design.hash[:12])
        return f'<p class="made">{escape(told)}</p>'

    def summary(self) -> str:
        """The opening sentences and the table of years."""
        sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._sentences.opening_sentences())
        return sentences + table(
            self._text(messages.YEARS), messages.YEAR_HEADS, year_rows(self.health), self._language
        )

    def heat_maps(self) -> str:
        """The map and SE curves of each year."""
        shown = (
            f"<h3>{self._text(messages.YEAR, year.year)}</h3>{side_by_side(self.heat_map(year), self.se_curves(year))}"
            for year in self.health.years
        )
        return _key(self._language) + "".join(shown)

    def recommendations(self, level: int = 3) -> str:
        """What to write next, under a heading of this level, and the table of thin cells."""
        return self._next_items(level) + self._thin_cells()

    def heat_map(self, year: YearHealth, name: str = "") -> str:
        """One year's heat map; ``name`` distinguishes the bank when several are side by side."""
        rows = [
            HeatMapRow(
                self._sentences.strand_name(strand),
                tuple(HeatMapCell(cell.told, cell.items, cell.crowded) for cell in year.cells if cell.strand == strand),
            )
            for strand in self.health.strands
        ]
        least = min(year.cells, key=lambda cell: cell.told)
        where = number((least.low + least.high) / 2, 2, signed=True)
        told = self._text(messages.MAP_TOLD, self._sentences.strand_name(least.strand), percent(least.told, 0), where)
        words = self._words("map", year, self._titled(messages.MAP, name), told)
        edges = [*(at.low for at in year.abilities), year.abilities[-1].high]
        return captioned_chart(words, heat_map(words, rows, edges) + self._as_table(words.title, rows, edges))

    def _as_table(self, title: str, rows: Sequence[HeatMapRow], edges: Sequence[float]) -> str:
        """The map's figures as a table, for readers who cannot see the map."""
        middles = [number((low + high) / 2, 2, signed=True) for low, high in pairwise(edges)]
        heads = [Text.same("θ"), *map(Text.same, middles)]
        cells = (
            (row.label, *(f"{percent(one.share, 0)} · {one.items}{' !' if one.framed else ''}" for one in row.squares))
            for row in rows
        )
        shown = table(title, heads, cells, self._language)
        return f"<details><summary>{self._text(messages.AS_TABLE)}</summary>{shown}</details>"

    def se_curves(self, year: YearHealth, name: str = "") -> str:
        """SE by ability: of the bank, its best sitting, an ideal bank, and the bank with the recommended items."""
        theta = tuple((at.low + at.high) / 2 for at in year.abilities)
        kinds = (
            (messages.LINE_BANK, "se"),
            (messages.LINE_AFTER, "se_after"),
            (messages.LINE_BEST, "best_se"),
            (messages.LINE_IDEAL, "ideal_se"),
        )
        lines = [
            Line(self._text(label), theta, tuple(float(getattr(at, name)) for at in year.abilities), style)
            for style, (label, name) in enumerate(kinds, 1)
        ]
        worst = max(year.abilities, key=lambda at: at.se)
        at = number((worst.low + worst.high) / 2, 2, signed=True)
        means = number(year.mean("se")), number(year.mean("ideal_se"))
        words = self._words(
            "curves",
            year,
            self._titled(messages.CURVES, name),
            self._text(messages.CURVES_TOLD, *means, number(worst.se), at),
        )
        return captioned_chart(words, line_chart(words, lines, y_range=(0.2, 0.6)))

    def _thin_cells(self) -> str:
        if not self.health.thin_cells:
            return f"<p>{self._text(messages.NOT_THIN)}</p>"
        title = self._text(messages.THIN, min(THINNEST, len(self.health.thin_cells)))
        shown = table(title, messages.THIN_HEADS, thin_rows(self._sentences, THINNEST), self._language, text_columns=2)
        return f"{shown}<p>{self._text(messages.THIN_TOLD)}</p>"

    def _next_items(self, level: int) -> str:
        wanted = self.health.next_items
        if not wanted:
            return f"<p>{self._text(messages.NOTHING)}</p>"
        listed = []
        for item in self._sentences.listed_items():
            parts = "".join(f"<li>{escape(part)}</li>" for part in item.parts)
            inner = f"<ul>{parts}</ul>" if parts else "<br>"
            listed.append(f'<li>{escape(item.what)}{inner}<span class="saves">{escape(item.saves)}</span></li>')
        heading = self._text(messages.WANTED, sum(len(item.request.parts) for item in wanted))
        return f'<h{level}>{heading}</h{level}><ol class="next">{"".join(listed)}</ol>'

    def _titled(self, title: Text, name: str) -> str:
        return f"{self._text(title)}, {name}" if name else self._text(title)

    def _words(self, kind: str, year: YearHealth, title: str, told: str) -> ChartText:
        return ChartText(f"{kind}-{self.health.bank.hash[:8]}-{year.year}", title, told, self._text(messages.ABILITY))

    def _text(self, text: Text, *values: object) -> str:
        return text[self._language] % values if values else text[self._language]
