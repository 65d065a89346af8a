"""The report of a simulation study as a self-contained HTML page."""

from html import escape

from engine import Dependence
from itembank.html_report.html_tables import count, number, percent, table
from itembank.html_report.standalone_page import standalone_page
from itembank.language import Language, Text
from itembank.simulation_study import study_messages
from itembank.simulation_study import study_page_messages as messages
from itembank.simulation_study.study_results import SimulationStudy
from itembank.simulation_study.year_page import YearPage
from itembank.simulation_study.year_study import YearStudy


def study_page(study: SimulationStudy, language: Language) -> str:
    """Return the report of a study as HTML in one language."""
    title = escape(_text(language, messages.TITLE, study.design.name))
    pages = [YearPage(study, year, language) for year in study.years]
    body = "".join(
        (
            f"<h1>{title}</h1>",
            _provenance(study, language),
            *(f"<p>{escape(sentence)}</p>" for sentence in _assumptions(study, language)),
            _summary_section(study, pages, language),
            _contents(study, language),
            *(page.html() for page in pages),
            _how_to_read(language),
        )
    )
    return standalone_page(title, body, language)


def _text(language: Language, text: Text, *values: object) -> str:
    return text[language] % values if values else text[language]


def _provenance(study: SimulationStudy, language: Language) -> str:
    values = (f"{study.bank.subject} {study.bank.hash[:12]}", study.design.hash[:12], study.seed)
    parts = (f"{head[language]}: {escape(str(value))}" for head, value in zip(messages.MADE_OF, values, strict=True))
    return f'<p class="made">{" · ".join(parts)}</p>'


def _assumptions(study: SimulationStudy, language: Language) -> list[str]:
    simulees = count(study.simulees)
    said = [_text(language, messages.RESTS_ON, simulees, simulees)]
    of_another = study.truth is not None
    truth = (study.truth.hash[:12],) if study.truth is not None else ()
    said.append(_text(language, messages.ANSWERS[of_another], *truth))
    effect = study.effective_dependence
    said.append(_dependence_sentence(effect, language) if effect else _text(language, messages.INDEPENDENT))
    if any(item.parameters.provisional for item in study.bank.items):
        said.append(_text(language, messages.PROVISIONAL))
    return said


def _dependence_sentence(dependence: float | Dependence, language: Language) -> str:
    if isinstance(dependence, Dependence):
        return _text(language, messages.DEPENDENT, dependence.attribute, number(dependence.sd, 2))
    return _text(language, messages.DEPENDENT, _text(language, messages.ITEM_SETS), number(dependence, 2))


def _summary_section(study: SimulationStudy, pages: list[YearPage], language: Language) -> str:
    verdict = study_messages.VERDICT[study.holds][language]
    kind = "verdict" if study.holds else "verdict not"
    rows = [_summary_row(year, language) for year in study.years]
    caption = _text(language, messages.YEARS)
    wanted = "".join(page.items_to_write_entries() for page in pages)
    later = f"<p>{_text(language, messages.LATER)}</p>" if wanted else ""
    listed = f'<h3>{_text(language, messages.LACKS)}</h3><ul class="wanted">{wanted}</ul>{later}' if wanted else ""
    heading = _text(language, messages.IN_SHORT)
    shown = table(caption, messages.SUMMARY_HEADS, rows, language, text_columns=2)
    return f'<h2>{heading}</h2><p class="{kind}">{verdict}</p>{shown}{listed}'


def _summary_row(year: YearStudy, language: Language) -> tuple[str, ...]:
    return (
        str(year.year),
        messages.MET[year.holds][language],
        number(year.bias, signed=True),
        number(year.rmse),
        number(year.mean_se),
        number(year.reliability, 2),
        percent(year.coverage),
        number(year.length, 1),
        percent(year.highest_rate),
        f"{year.never_used} / {len(year.items)}",
        percent(year.overlap),
        count(sum(wanted.items for wanted in year.gaps.wanted)),
    )


def _contents(study: SimulationStudy, language: Language) -> str:
    links = "".join(
        f'<li><a href="#year-{year.year}">{_text(language, messages.YEAR, year.year)}</a></li>' for year in study.years
    )
    reading = f'<li><a href="#reading">{_text(language, messages.HOW_TO_READ)}</a></li>'
    return f'<nav aria-label="{_text(language, messages.YEARS)}"><ul>{links}{reading}</ul></nav>'


def _how_to_read(language: Language) -> str:
    listed = "".join(f"<dt>{term[language]}</dt><dd>{what[language]}</dd>" for term, what in messages.READING)
    return f'<section id="reading"><h2>{_text(language, messages.HOW_TO_READ)}</h2><dl>{listed}</dl></section>'
