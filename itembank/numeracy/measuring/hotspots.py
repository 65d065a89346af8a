"""Items answered on a drawing: a clock, an angle, or a place on a thermometer."""

from collections.abc import Iterator, Mapping

from itembank.language import Text
from itembank.numeracy.drawing.hotspot_panels import angles, clocks
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import NumberLineRange, hotspot_question, number_line_question

_CLOCKS = (
    (2, (3, 30), ((6, 15), (4, 30), (3, 15)), Text("hanner awr wedi 3", "half past 3")),
    (2, (7, 15), ((3, 35), (7, 45), (8, 15)), Text("chwarter wedi 7", "quarter past 7")),
    (2, (10, 45), ((11, 15), (9, 55), (10, 15)), Text("chwarter i 11", "quarter to 11")),
    (3, (5, 20), ((4, 25), (5, 40), (6, 20)), Text("20 munud wedi 5", "20 minutes past 5")),
    (3, (8, 50), ((9, 10), (10, 40), (9, 50)), Text("10 munud i 9", "10 minutes to 9")),
)
_REVERSED, _RIGHT = "acute-and-obtuse-confused", "any-angle-is-right"
_ANGLES = (
    (4, "acute", (120, 45, 90, 160), 1, {0: _REVERSED, 2: _RIGHT, 3: "nearly-straight-for-narrow"}),
    (4, "obtuse", (60, 90, 140, 30), 2, {0: _REVERSED, 1: _RIGHT, 3: "narrowest-for-widest"}),
    (4, "right", (65, 125, 20, 90), 3, {0: "less-than-a-right-angle", 1: "more-than-a-right-angle", 2: "any-corner"}),
)
_KINDS = {
    "acute": Text("ongl lem", "an acute angle"),
    "obtuse": Text("ongl aflem", "an obtuse angle"),
    "right": Text("ongl sgwâr", "a right angle"),
}
_LINE: NumberLineRange = ("-10", "10", "1", ("-10", "-5", "0", "5", "10"))
_CHANGES = ((5, -3, 0), (5, -7, 0), (5, 4, -6), (6, 3, -8), (6, -4, 9), (7, -9, 5))


def items() -> Iterator[QuestionDraft]:
    """Years 2 to 7."""
    yield from (_clock(*row) for row in _CLOCKS)
    yield from (_angle(*row) for row in _ANGLES)
    yield from (_temperature(*row) for row in _CHANGES)


def _clock(year: int, key: tuple[int, int], others: tuple[tuple[int, int], ...], said: Text) -> QuestionDraft:
    prompt = make_prompt(f"Pa gloc sy’n dangos {said.cy}?", f"Which clock shows {said.en}?")
    times = [others[0], key, *others[1:]] if key[0] % 2 else [*others[:2], key, others[2]]
    svg, areas = clocks(times)
    names = dict(zip(others, ("hands-swapped", "next-hour", "minutes-confused"), strict=True))
    wrong = {place: names[time] for place, time in enumerate(times) if time != key}
    item = f"clock-shown/{key[0]}-{key[1]}"
    features = {"inconsistent_wording": int(key[1] > 30)}  # "to" names the hour to come
    return hotspot_question(item, "telling-time", year, prompt, svg, areas, times.index(key), wrong, **features)


def _angle(year: int, kind: str, sizes: tuple[int, ...], key: int, wrong: Mapping[int, str]) -> QuestionDraft:
    said = _KINDS[kind]
    prompt = make_prompt(f"Pa un sy’n {said.cy}?", f"Which is {said.en}?")
    svg, areas = angles(sizes)
    return hotspot_question(f"angle-shown/{kind}", "angles", year, prompt, svg, areas, key, wrong, recalled_rule=1)


def _temperature(year: int, start: int, change: int) -> QuestionDraft:
    """The place of a temperature, or of a temperature after a change."""
    end = start + change
    if change:
        rose = Text("codi", "rises") if change > 0 else Text("gostwng", "falls")
        shown = f"{start}\u00a0°C".replace("-", "−")
        prompt = make_prompt(
            f"{shown} yw’r tymheredd.\nMae’r tymheredd yn {rose.cy} {abs(change)} °C.\nBle mae’r tymheredd newydd?",
            f"The temperature is {shown}.\nThe temperature {rose.en} by {abs(change)} °C.\n"
            "Where is the new temperature?",
        )
    else:
        shown = f"{end}\u00a0°C".replace("-", "−")
        prompt = make_prompt(f"Ble mae {shown} ar y llinell?", f"Where is {shown} on the line?")
    wrong = {"ignores-the-sign": str(-end), "changes-the-other-way": str(start - change) if change else str(-end)}
    if wrong["ignores-the-sign"] == wrong["changes-the-other-way"] or abs(start - change) > 10:
        del wrong["changes-the-other-way"]
    features = {"direct": int(not change), "subtraction": int(change < 0)}
    item = f"place-temperature/{start}by{change}"
    return number_line_question(item, "temperature", year, prompt, _LINE, str(end), wrong, "\u00a0°C", **features)
