from collections.abc import Callable, Sequence

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import (
    BarChart,
    Blank,
    Choice,
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
)
from itembank.content.stimulus import Stimulus
from itembank.language import Language, Text

Say = Callable[[Text], str]
Shown = dict[str, object]


def present(item: ItemVersion, language: Language, stimulus: Stimulus | None = None) -> Shown:
    """What a learner may see of an item, ready for JSON: no rule, no parameters, no features, no hint's words.

    Content of one language alone is shown in it, whatever ``language`` is; ``content_language`` says which it is.

    Parameters
    ----------
    stimulus : what the item asks about; `BankVersion.stimulus_of`
    """
    spoken = content_language(item, language)

    def say(text: Text) -> str:
        return text[spoken]

    return {
        "content_language": spoken,
        "prompt_html": say(item.prompt),
        "stimulus": None if stimulus is None else _stimulus(stimulus, say),
        "response": {"type": item.response.type, "label": say(item.response.label), **_response(item.response, say)},
        "most": item.most,
        "hints": len(item.hints),
    }


def content_language(item: ItemVersion, language: Language) -> Language:
    """The language an item is shown in to a reader of ``language``: that one, or the only one it has."""
    other: Language = "en" if language == "cy" else "cy"
    return language if item.prompt[language] else other


def _stimulus(stimulus: Stimulus, say: Say) -> Shown:
    return {"id": stimulus.id, "title": say(stimulus.title), "html": say(stimulus.html)}


def _response(response: Response, say: Say) -> Shown:
    match response:
        case NumberEntry(before=before, after=after, decimal=decimal):
            return {"before": say(before), "after": say(after), "input_mode": "decimal" if decimal else "numeric"}
        case Choice(options=options):
            return {"options": _options(options, say)}
        case MultipleChoice(options=options, least=least, most=most):
            return {"options": _options(options, say), "least": least, "most": most}
        case Ordering(items=cards):
            return {"items": _options(cards, say)}
        case Matching(rows=rows, options=options):
            return {"rows": _options(rows, say), "options": _options(options, say)}
        case GapFill(parts=parts):
            return {"parts": [_part(part, say) for part in parts]}
        case SelectText(parts=parts, least=least, most=most):
            return {"parts": [_part(part, say) for part in parts], "least": least, "most": most}
        case _:
            return _drawn(response, say)


def _drawn(response: Hotspot | NumberLine | TableEntry | BarChart, say: Say) -> Shown:
    match response:
        case Hotspot(svg=svg, areas=areas):
            return {"svg": say(svg), "areas": _options(areas, say)}
        case NumberLine(low=low, high=high, step=step, marks=marks):
            labelled = [{"at": mark.at, "html": say(mark.html)} for mark in marks]
            return {"low": low, "high": high, "step": step, "marks": labelled}
        case TableEntry(header=header, rows=rows):
            return {"header": [say(head) for head in header], "rows": [[_cell(cell, say) for cell in r] for r in rows]}
        case BarChart(bars=bars, top=top, step=step, unit=unit):
            drawn = [{"id": bar.id, "html": say(bar.html), "value": bar.value} for bar in bars]
            return {"bars": drawn, "top": top, "step": step, "unit": say(unit)}


def _options(options: Sequence[Option], say: Say) -> list[Shown]:
    return [{"id": option.id, "html": say(option.html)} for option in options]


def _part(part: StaticText | Gap | Option, say: Say) -> Shown:
    match part:
        case StaticText(html=html):
            return {"html": say(html)}
        case Gap(id=gap, options=options):
            return {"gap": gap, "options": _options(options, say)}
        case Option(id=stretch, html=html):
            return {"id": stretch, "html": say(html)}


def _cell(cell: StaticText | Blank, say: Say) -> Shown:
    match cell:
        case StaticText(html=html):
            return {"html": say(html)}
        case Blank(id=blank, label=label):
            return {"blank": blank, "label": say(label)}
