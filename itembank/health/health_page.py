"""The health of banks as one page that needs nothing beside itself; banks of one language stand side by side."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise

from itembank.health import health_words as say
from itembank.health.health_findings import BankHealth, YearHealth
from itembank.health.health_sentences import Naming
from itembank.health.health_table_rows import side_by_side_heads, side_by_side_rows, thin_rows, year_rows
from itembank.health.heat_map import SHADES, Row, Square, heat_map
from itembank.html_report.charts import Line, line_chart
from itembank.html_report.html_tables import captioned, number, percent, side_by_side, table
from itembank.html_report.svg_axes import Words
from itembank.language import Language, Text
from itembank.simulation_study.study_page import standing_alone

THINNEST = 20


def health_page(found: Sequence[BankHealth], language: Language) -> str:
    """The health of one or more banks as HTML in one language."""
    pages = [BankPage(each, language) for each in found]
    title = say.TITLE[language] % pages[0].name if len(pages) == 1 else say.TITLES[language]
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            *(page.made_of() for page in pages),
            _contents(pages, language) if len(pages) > 1 else "",
            *_sections(pages, language),
            _reading(language),
        )
    )
    style = files("itembank.health").joinpath("page.css").read_text(encoding="utf-8")
    return standing_alone(escape(title), body, language, style=style)


def _sections(pages: Sequence["BankPage"], language: Language) -> Iterator[str]:
    """Banks of one language are shown together, where there are several."""
    single = [page for page in pages if len(page.health.bank.languages) == 1]
    together = single if len(single) > 1 else []
    for page in pages:
        if page not in together:
            shown = f"<h2>{escape(page.heading)}</h2>{page.before()}{page.after()}{page.maps()}"
            yield f'<section id="{page.id}">{shown}</section>'
    if together:
        heading, table_ = say.READING[language], _table_beside([page.health for page in together], language)
        beside = "".join(page.titled() for page in together)
        maps = _maps_beside(together, language)
        yield f'<section id="reading-languages"><h2>{heading}</h2>{table_}{beside}{maps}</section>'


def _table_beside(found: Sequence[BankHealth], language: Language) -> str:
    heads = [Text.same(head) for head in side_by_side_heads(found, language)]
    shown = table(say.YEARS[language], heads, side_by_side_rows(found), language)
    return f"{shown}<p>{escape(say.BESIDE_TOLD[language])}</p>"


def _maps_beside(pages: Sequence["BankPage"], language: Language) -> str:
    """Year by year the maps of all the banks, then their curves."""
    shown = []
    for name in pages[0].health.design.years:
        years = [(page, year) for page in pages for year in page.health.years if year.year == name]
        charts = [page.map(year, page.name) for page, year in years]
        charts += [page.curves(year, page.name) for page, year in years]
        shown.append(f"<h3>{say.YEAR[language] % name}</h3>{side_by_side(*charts)}")
    return _key(language) + "".join(shown)


def _contents(pages: Sequence["BankPage"], language: Language) -> str:
    single = [page for page in pages if len(page.health.bank.languages) == 1]
    alone = [page for page in pages if len(single) < 2 or page not in single]
    links = [(page.id, page.heading) for page in alone]
    links += [("reading-languages", say.READING[language])] if len(single) > 1 else []
    links.append(("how-to-read", say.HOW_TO_READ[language]))
    listed = "".join(f'<li><a href="#{place}">{escape(heading)}</a></li>' for place, heading in links)
    return f'<nav aria-label="{say.TITLES[language]}"><ul>{listed}</ul></nav>'


def _key(language: Language) -> str:
    """What the shades and the frame mean."""
    ends = (1.0, *SHADES, 0.0)
    told = [f"{number(100 * low, 0)}–{percent(high, 0)}" for high, low in pairwise(ends)]
    shades = [(f"heat heat-{place}", text) for place, text in enumerate(told)]
    marks = [*shades, ("heat heat-0 framed", say.FRAMED[language])]
    place = 'x="1" y="1" width="30" height="20"'
    listed = "".join(
        f'<li><svg viewBox="0 0 32 22" aria-hidden="true"><rect class="{kind}" {place}/></svg>{escape(text)}</li>'
        for kind, text in marks
    )
    return f'<p>{say.KEY[language]}</p><ul class="key">{listed}</ul>'


def _reading(language: Language) -> str:
    listed = "".join(f"<dt>{term[language]}</dt><dd>{escape(what[language])}</dd>" for term, what in say.READ)
    return f'<section id="how-to-read"><h2>{say.HOW_TO_READ[language]}</h2><dl>{listed}</dl></section>'


class BankPage:
    """The sections on one bank, in one language."""

    def __init__(self, health: BankHealth, language: Language) -> None:
        self.health, self._language, self._naming = health, language, Naming(health, language)
        self.name = self._naming.subject()
        self.id = f"bank-{health.bank.hash[:12]}"
        self.heading = self.name[:1].upper() + self.name[1:]

    def titled(self) -> str:
        """All but the maps, under the bank's name."""
        return f"<h3>{escape(self.heading)}</h3>{self.before()}{self.after(4)}"

    def made_of(self) -> str:
        """Which bank and which design."""
        bank, design = self.health.bank, self.health.design
        told = self._say(say.MADE_OF, bank.subject, bank.hash[:12], design.name, design.hash[:12])
        return f'<p class="made">{escape(told)}</p>'

    def before(self) -> str:
        """What is to be known first, and the years."""
        sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._naming.sentences())
        return sentences + table(self._say(say.YEARS), say.YEAR_HEADS, year_rows(self.health), self._language)

    def maps(self) -> str:
        """Each year's map and curves."""
        shown = (
            f"<h3>{self._say(say.YEAR, year.year)}</h3>{side_by_side(self.map(year), self.curves(year))}"
            for year in self.health.years
        )
        return _key(self._language) + "".join(shown)

    def after(self, level: int = 3) -> str:
        """What to write next, under a heading of this level, and the thin cells."""
        return self._wanted(level) + self._thin()

    def map(self, year: YearHealth, name: str = "") -> str:
        """What the items of each strand tell of each ability; ``name`` is the bank's beside another."""
        rows = [
            Row(
                self._naming.strand(strand),
                tuple(Square(cell.told, cell.items, cell.crowded) for cell in year.cells if cell.strand == strand),
            )
            for strand in self.health.strands
        ]
        least = min(year.cells, key=lambda cell: cell.told)
        where = number((least.low + least.high) / 2, 2, signed=True)
        told = self._say(say.MAP_TOLD, self._naming.strand(least.strand), percent(least.told, 0), where)
        words = self._words("map", year, self._titled(say.MAP, name), told)
        edges = [*(at.low for at in year.abilities), year.abilities[-1].high]
        return captioned(words, heat_map(words, rows, edges) + self._as_table(words.title, rows, edges))

    def _as_table(self, title: str, rows: Sequence[Row], edges: Sequence[float]) -> str:
        """A map for those who do not see it."""
        middles = [number((low + high) / 2, 2, signed=True) for low, high in pairwise(edges)]
        heads = [Text.same("θ"), *map(Text.same, middles)]
        cells = (
            (row.label, *(f"{percent(one.share, 0)} · {one.items}{' !' if one.framed else ''}" for one in row.squares))
            for row in rows
        )
        shown = table(title, heads, cells, self._language)
        return f"<details><summary>{self._say(say.AS_TABLE)}</summary>{shown}</details>"

    def curves(self, year: YearHealth, name: str = "") -> str:
        """The SE of the bank, of its best sitting, of an ideal bank, and of the bank once the list is written."""
        theta = tuple((at.low + at.high) / 2 for at in year.abilities)
        kinds = (
            (say.LINE_BANK, "se"),
            (say.LINE_AFTER, "se_after"),
            (say.LINE_BEST, "best_se"),
            (say.LINE_IDEAL, "ideal_se"),
        )
        lines = [
            Line(self._say(label), theta, tuple(float(getattr(at, name)) for at in year.abilities), style)
            for style, (label, name) in enumerate(kinds, 1)
        ]
        worst = max(year.abilities, key=lambda at: at.se)
        at = number((worst.low + worst.high) / 2, 2, signed=True)
        means = number(year.mean("se")), number(year.mean("ideal_se"))
        words = self._words(
            "curves", year, self._titled(say.CURVES, name), self._say(say.CURVES_TOLD, *means, number(worst.se), at)
        )
        return captioned(words, line_chart(words, lines, y_range=(0.2, 0.6)))

    def _thin(self) -> str:
        if not self.health.thin:
            return f"<p>{self._say(say.NOT_THIN)}</p>"
        title = self._say(say.THIN, min(THINNEST, len(self.health.thin)))
        shown = table(title, say.THIN_HEADS, thin_rows(self._naming, THINNEST), self._language, words=2)
        return f"{shown}<p>{self._say(say.THIN_TOLD)}</p>"

    def _wanted(self, level: int) -> str:
        wanted = self.health.wanted
        if not wanted:
            return f"<p>{self._say(say.NOTHING)}</p>"
        listed = []
        for item in self._naming.listed():
            parts = "".join(f"<li>{escape(part)}</li>" for part in item.parts)
            inner = f"<ul>{parts}</ul>" if parts else "<br>"
            listed.append(f'<li>{escape(item.what)}{inner}<span class="saves">{escape(item.saves)}</span></li>')
        heading = self._say(say.WANTED, sum(len(item.request.parts) for item in wanted))
        return f'<h{level}>{heading}</h{level}><ol class="next">{"".join(listed)}</ol>'

    def _titled(self, title: Text, name: str) -> str:
        return f"{self._say(title)}, {name}" if name else self._say(title)

    def _words(self, kind: str, year: YearHealth, title: str, told: str) -> Words:
        return Words(f"{kind}-{self.health.bank.hash[:8]}-{year.year}", title, told, self._say(say.ABILITY))

    def _say(self, text: Text, *values: object) -> str:
        return text[self._language] % values if values else text[self._language]
