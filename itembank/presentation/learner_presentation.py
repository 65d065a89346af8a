"""What a learner is shown of an item: no key, no rule, no parameters."""

from collections.abc import Callable, Sequence

from itembank.content.item_versions import ItemVersion
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
from itembank.content.stimulus import Stimulus
from itembank.language import Language, Text

Translate = Callable[[Text], str]
JsonObject = dict[str, object]


def present(item: ItemVersion, language: Language, stimulus: Stimulus | None = None) -> JsonObject:
    """What a learner may see of an item, as JSON: no rule, no parameters, no features, no words of hints.

    Content in one language alone is shown in that language; the field ``content_language`` says which.

    Parameters
    ----------
    language : language of the reader
    stimulus : the item's stimulus, from `BankVersion.stimulus_of`
    """
    shown_in = content_language(item, language)

    def translate(text: Text) -> str:
        return text[shown_in]

    return {
        "content_language": shown_in,
        "prompt_html": translate(item.prompt),
        "stimulus": None if stimulus is None else _stimulus(stimulus, translate),
        "response": {
            "type": item.response.type,
            "label": translate(item.response.label),
            **_response(item.response, translate),
        },
        "most": item.most,
        "hints": len(item.hints),
    }


def content_language(item: ItemVersion, language: Language) -> Language:
    """The language in which a reader of ``language`` sees an item: that one, or the only one the item has."""
    other: Language = "en" if language == "cy" else "cy"
    return language if item.prompt[language] else other


def _stimulus(stimulus: Stimulus, translate: Translate) -> JsonObject:
    return {"id": stimulus.id, "title": translate(stimulus.title), "html": translate(stimulus.html)}


def _response(response: Response, translate: Translate) -> JsonObject:
    match response:
        case NumberEntry() | FractionEntry() | TimeEntry():
            return _written(response, translate)
        case Choice(options=options):
            return {"options": _options(options, translate)}
        case MultipleChoice(options=options, least=least, most=most):
            return {"options": _options(options, translate), "least": least, "most": most}
        case Ordering(items=cards):
            return {"items": _options(cards, translate)}
        case Matching(rows=rows, options=options):
            return {"rows": _options(rows, translate), "options": _options(options, translate)}
        case GapFill(parts=parts):
            return {"parts": [_part(part, translate) for part in parts]}
        case SelectText(parts=parts, least=least, most=most):
            return {"parts": [_part(part, translate) for part in parts], "least": least, "most": most}
        case _:
            return _graphical(response, translate)


def _written(response: NumberEntry | FractionEntry | TimeEntry, translate: Translate) -> JsonObject:
    match response:
        case NumberEntry(before=before, after=after, decimal=decimal):
            mode = "decimal" if decimal else "numeric"
            return {"before": translate(before), "after": translate(after), "input_mode": mode}
        case FractionEntry(mixed=mixed):
            return {"mixed": mixed}
        case TimeEntry(clock=clock):
            return {"clock": clock}


def _graphical(response: Hotspot | NumberLine | TableEntry | BarChart, translate: Translate) -> JsonObject:
    match response:
        case Hotspot(svg=svg, areas=areas):
            return {"svg": translate(svg), "areas": _options(areas, translate)}
        case NumberLine(low=low, high=high, step=step, marks=marks, ticks=ticks):
            numbered = [{"at": mark.at, "html": translate(mark.html)} for mark in marks]
            bare = [{"at": at, "html": ""} for at in ticks]
            return {"low": low, "high": high, "step": step, "marks": [*numbered, *bare]}
        case TableEntry(header=header, rows=rows):
            return {
                "header": [translate(head) for head in header],
                "rows": [[_cell(cell, translate) for cell in r] for r in rows],
            }
        case BarChart(bars=bars, top=top, step=step, unit=unit):
            drawn = [{"id": bar.id, "html": translate(bar.html), "value": bar.value} for bar in bars]
            return {"bars": drawn, "top": top, "step": step, "unit": translate(unit)}


def _options(options: Sequence[Option], translate: Translate) -> list[JsonObject]:
    return [{"id": option.id, "html": translate(option.html)} for option in options]


def _part(part: StaticText | Gap | Option, translate: Translate) -> JsonObject:
    match part:
        case StaticText(html=html):
            return {"html": translate(html)}
        case Gap(id=gap, options=options):
            return {"gap": gap, "options": _options(options, translate)}
        case Option(id=stretch, html=html):
            return {"id": stretch, "html": translate(html)}


def _cell(cell: StaticText | Blank, translate: Translate) -> JsonObject:
    match cell:
        case StaticText(html=html):
            return {"html": translate(html)}
        case Blank(id=blank, label=label):
            return {"blank": blank, "label": translate(label)}
