"""A response as HTML with its key and misconceptions, for reviewers."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from itembank.content.item_versions import ItemVersion
from itembank.content.pounds_and_pence import POUND, with_pence
from itembank.content.response_types import (
    BarChart,
    Blank,
    Choice,
    FractionEntry,
    Gap,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    NumberEntry,
    NumberLine,
    Option,
    Ordering,
    Response,
    SelectText,
    StaticText,
    TableEntry,
    TimeEntry,
)
from itembank.content.scoring_rules import ExactList, ExactNumber, ExactOrder, ExactSet, KeyedChoice, Rule
from itembank.language import Language
from itembank.preview import preview_messages as messages
from itembank.preview.answer_key_drawings import bar_chart_svg, number_line_svg

_KEY = "key"
_SMALL_BOX = '<span class="box box-small"></span>'


def response_with_key(item: ItemVersion, language: Language) -> str:
    """HTML of a response with its key and misconceptions."""
    match item.response:
        case NumberEntry(before=before, after=after):
            box = f'{escape(before[language])} <span class="box"></span> {escape(after[language])}'
            return f"<p>{box}</p>{_numbers(item, language)}"
        case FractionEntry(mixed=mixed):
            whole = f"{_SMALL_BOX} " if mixed else ""
            return (
                f'<p>{whole}<span class="fraction-boxes">{_SMALL_BOX}{_SMALL_BOX}</span></p>{_numbers(item, language)}'
            )
        case TimeEntry(clock=clock):
            half = " am / pm" if clock == "am-pm" else ""
            return f"<p>{_SMALL_BOX} : {_SMALL_BOX}{half}</p>{_numbers(item, language)}"
        case Choice(options=options) | MultipleChoice(options=options) | Ordering(items=options):
            return _options(options, _notes(item.rule), language)
        case Matching(rows=rows, options=options):
            return (
                _matched(rows, options, item.rule, language) + _options(options, {}, language) + _places(item, language)
            )
        case GapFill(parts=parts):
            return f"<p>{''.join(_part(part, language) for part in parts)}</p>{_places(item, language)}"
        case SelectText(parts=parts, stretches=stretches):
            text = "".join(_part(part, language) for part in parts)
            return f"<p>{text}</p>{_options(stretches, _notes(item.rule), language)}"
        case _:
            return _drawn(item, language)


def _drawn(item: ItemVersion, language: Language) -> str:
    match item.response:
        case Hotspot(svg=svg, areas=areas):
            return svg[language] + _options(areas, _notes(item.rule), language)
        case NumberLine(step=step):
            key = item.rule.value if isinstance(item.rule, ExactNumber) else item.response.low
            return f"{number_line_svg(item.response, key, language)}<p>± {escape(step)}</p>{_numbers(item, language)}"
        case TableEntry(header=header, rows=rows):
            head = "".join(f'<th scope="col">{each[language]}</th>' for each in header)
            body = "".join(f"<tr>{''.join(_cell(cell, language) for cell in row)}</tr>" for row in rows)
            return f'<table class="item-table"><tr>{head}</tr>{body}</table>{_places(item, language)}'
        case BarChart():
            keys = item.rule.keys if isinstance(item.rule, ExactList) else ()
            return bar_chart_svg(item.response, keys, language) + _places(item, language)
    return ""


def _part(part: StaticText | Gap | Option, language: Language) -> str:
    match part:
        case StaticText(html=html):
            return html[language]
        case Option(id=name, html=html):
            return f'<span class="stretch">{html[language]}</span><small>{escape(name)}</small>'
        case Gap(options=options):
            choices = " / ".join(f"{escape(each.id)} {each.html[language]}" for each in options)
            return f' <span class="gap">{choices} ▾</span> '


def _matched(rows: Sequence[Option], options: Sequence[Option], rule: Rule, language: Language) -> str:
    """Table of the rows with their keys."""
    words = {option.id: option.html[language] for option in options}
    keys = rule.keys if isinstance(rule, ExactList) else ()
    pairs = zip(rows, keys, strict=False)
    shown = "".join(f"<tr><td>{row.html[language]}</td><td>→</td><td>{words[key]}</td></tr>" for row, key in pairs)
    return f'<table class="item-table matched keyed">{shown}</table>'


def _cell(cell: StaticText | Blank, language: Language) -> str:
    return f"<td>{cell.html[language] if isinstance(cell, StaticText) else '<span class=box></span>'}</td>"


def _notes(rule: Rule) -> Mapping[str, str]:
    """Note beside each option: key, misconception or position."""
    match rule:
        case ExactOrder(order=order):
            return {card: str(place) for place, card in enumerate(order, start=1)}
        case KeyedChoice(key=key, misconceptions=named):
            return {each.option: each.name for each in named} | {key: _KEY}
        case ExactSet(keys=keys, misconceptions=named):
            return {each.option: each.name for each in named} | dict.fromkeys(keys, _KEY)
    return {}


def _numbers(item: ItemVersion, language: Language) -> str:
    """The key, and what other numbers earn and come from."""
    rule, response = item.rule, item.response
    if not isinstance(rule, ExactNumber):
        return ""
    pounds = isinstance(response, NumberEntry) and response.before[language] == POUND
    shown = with_pence if pounds else str
    told = [messages.KEY[language] % shown(rule.value)]
    told += [messages.IN_THIS_FORM[language]] if rule.in_this_form else []
    told += [
        messages.OTHER_ANSWER[language] % (shown(each.value), each.score, escape(each.misconception or each.step))
        for each in rule.named
    ]
    return _told(told)


def _places(item: ItemVersion, language: Language) -> str:
    """The keys of several places, the misconceptions that lead to other ones, and what some of the keys earn."""
    rule = item.rule
    if not isinstance(rule, ExactList):
        return ""
    words = _words_of_places(item.response, len(rule.keys), language)
    keys = ", ".join(known.get(key, key) for key, known in zip(rule.keys, words, strict=True))
    told = [messages.KEY[language] % keys]
    for each in rule.misconceptions:
        reply = words[each.place - 1].get(each.reply, each.reply)
        told.append(messages.AT_A_PLACE[language] % (each.place, reply, escape(each.name)))
    if len(rule.keys) > 1:
        told.append(messages.CREDITS[rule.credit][language])
    return _told(told)


def _words_of_places(response: Response, places: int, language: Language) -> Sequence[Mapping[str, str]]:
    """The words of the options of each place, by id; none where numbers are written or drawn."""
    match response:
        case Matching(options=options):
            offered = [options] * places
        case GapFill(gaps=gaps):
            offered = [gap.options for gap in gaps]
        case _:
            return [{}] * places
    return [{each.id: _quoted(each, language) for each in options} for options in offered]


def _quoted(option: Option, language: Language) -> str:
    """The words of an option, or its id where it is drawn."""
    html = option.html[language]
    return escape(option.id) if "<svg" in html else f"“{html}”"


def _told(sentences: Iterable[str]) -> str:
    return f'<p class="about">{" · ".join(sentences)}</p>'


def _options(options: Sequence[Option], notes: Mapping[str, str], language: Language) -> str:
    shown = "".join(_option(option, notes.get(option.id, ""), language) for option in options)
    return f'<ul class="options">{shown}</ul>'


def _option(option: Option, note: str, language: Language) -> str:
    is_key = note == _KEY
    about = messages.RIGHT_OPTION[language] if is_key else note
    return (
        f"<li{' class=key' if is_key else ''}>{escape(option.id)} {option.html[language]} "
        f'<span class="about">{escape(about)}</span></li>'
    )
