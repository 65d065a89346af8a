"""A study as one page that needs nothing beside itself: figures, charts and what to write next."""

from html import escape
from importlib.resources import files

from engine import Dependence
from itembank.html_report.html_tables import count, number, percent, table
from itembank.language import Language, Text
from itembank.simulation_study import study_page_words as say
from itembank.simulation_study import study_words
from itembank.simulation_study.study import Study
from itembank.simulation_study.year_page import YearPage
from itembank.simulation_study.year_study import YearStudy


def study_page(study: Study, language: Language) -> str:
    """The report of a study as HTML in one language."""
    title = escape(_say(language, say.TITLE, study.design.name))
    pages = [YearPage(study, year, language) for year in study.years]
    body = "".join(
        (
            f"<h1>{title}</h1>",
            _made_of(study, language),
            *(f"<p>{escape(sentence)}</p>" for sentence in _rests_on(study, language)),
            _in_short(study, pages, language),
            _contents(study, language),
            *(page.html() for page in pages),
            _reading(language),
        )
    )
    return standing_alone(title, body, language)


def standing_alone(title: str, body: str, language: Language, *, style: str = "", script: str = "") -> str:
    """A page that needs nothing beside itself; ``title`` is escaped, ``style`` and ``script`` are added to it."""
    own = files("itembank.simulation_study").joinpath("page.css").read_text(encoding="utf-8")
    ended = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{own}{style}</style></head>'
        f"<body><main>{body}</main>{ended}</body></html>\n"
    )


def _say(language: Language, text: Text, *values: object) -> str:
    return text[language] % values if values else text[language]


def _made_of(study: Study, language: Language) -> str:
    values = (f"{study.bank.subject} {study.bank.hash[:12]}", study.design.hash[:12], study.seed)
    parts = (f"{head[language]}: {escape(str(value))}" for head, value in zip(say.MADE_OF, values, strict=True))
    return f'<p class="made">{" · ".join(parts)}</p>'


def _rests_on(study: Study, language: Language) -> list[str]:
    simulees = count(study.simulees)
    said = [_say(language, say.RESTS_ON, simulees, simulees)]
    of_another = study.truth is not None
    truth = (study.truth.hash[:12],) if study.truth is not None else ()
    said.append(_say(language, say.ANSWERS[of_another], *truth))
    if study.dependence is not None:
        said.append(_dependent(study.dependence, language))
    if any(item.parameters.provisional for item in study.bank.items):
        said.append(_say(language, say.PROVISIONAL))
    return said


def _dependent(dependence: float | Dependence, language: Language) -> str:
    if isinstance(dependence, Dependence):
        return _say(language, say.DEPENDENT, dependence.attribute, number(dependence.sd, 2))
    return _say(language, say.DEPENDENT, _say(language, say.ITEM_SETS), number(dependence, 2))


def _in_short(study: Study, pages: list[YearPage], language: Language) -> str:
    verdict = study_words.VERDICT[study.holds][language]
    kind = "verdict" if study.holds else "verdict not"
    rows = [_summary(year, language) for year in study.years]
    caption = _say(language, say.YEARS)
    wanted = "".join(page.requested() for page in pages)
    later = f"<p>{_say(language, say.LATER)}</p>" if wanted else ""
    listed = f'<h3>{_say(language, say.LACKS)}</h3><ul class="wanted">{wanted}</ul>{later}' if wanted else ""
    heading = _say(language, say.IN_SHORT)
    shown = table(caption, say.SUMMARY_HEADS, rows, language, words=2)
    return f'<h2>{heading}</h2><p class="{kind}">{verdict}</p>{shown}{listed}'


def _summary(year: YearStudy, language: Language) -> tuple[str, ...]:
    return (
        str(year.year),
        say.MET[year.holds][language],
        number(year.bias, signed=True),
        number(year.rmse),
        number(year.mean_se),
        number(year.reliability, 2),
        percent(year.coverage),
        number(year.length, 1),
        percent(year.highest_rate),
        f"{year.never_used} / {len(year.items)}",
        percent(year.overlap),
        count(sum(wanted.items for wanted in year.lack.wanted)),
    )


def _contents(study: Study, language: Language) -> str:
    links = "".join(
        f'<li><a href="#year-{year.year}">{_say(language, say.YEAR, year.year)}</a></li>' for year in study.years
    )
    reading = f'<li><a href="#reading">{_say(language, say.HOW_TO_READ)}</a></li>'
    return f'<nav aria-label="{_say(language, say.YEARS)}"><ul>{links}{reading}</ul></nav>'


def _reading(language: Language) -> str:
    listed = "".join(f"<dt>{term[language]}</dt><dd>{what[language]}</dd>" for term, what in say.READING)
    return f'<section id="reading"><h2>{_say(language, say.HOW_TO_READ)}</h2><dl>{listed}</dl></section>'
