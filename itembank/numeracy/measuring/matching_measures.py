"""Items that match times, lengths and masses."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.number_formatting import clock, measure
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import matching_question

_SAID = {
    30: Text("hanner awr wedi", "half past"),
    15: Text("chwarter wedi", "quarter past"),
    -15: Text("chwarter i", "quarter to"),
    10: Text("10 munud wedi", "10 minutes past"),
    -20: Text("20 munud i", "20 minutes to"),
}
_TIMES = (
    (2, (30, 4), (15, 4), (-15, 4)),
    (2, (30, 7), (15, 8), (-15, 9)),
    (3, (10, 6), (-20, 6), (15, 6)),
    (3, (-20, 11), (10, 10), (30, 10)),
)
_UNITS = (
    (5, ("2 m", "200 cm"), ("2 km", "2000 m"), ("2 cm", "20 mm")),
    (5, ("1.5 kg", "1500 g"), ("0.5 kg", "500 g"), ("5 kg", "5000 g")),
    (6, ("0.3 km", "300 m"), ("3.5 m", "350 cm"), ("0.35 m", "35 cm"), ("30 mm", "3 cm")),
    (7, ("45 g", "0.045 kg"), ("450 g", "0.45 kg"), ("4500 g", "4.5 kg"), ("5 g", "0.005 kg")),
)


def items() -> Iterator[QuestionDraft]:
    """Times in words paired with times in digits, and equal lengths and masses, Years 2 to 7."""
    yield from (_times(year, *times) for year, *times in _TIMES)
    yield from (_units(year, *pairs) for year, *pairs in _UNITS)


def _times(year: int, *times: tuple[int, int]) -> QuestionDraft:
    prompt = make_prompt(
        "Cysyllta bob un o’r amserau â’r amser ar gloc digidol.", "Match each time with the time on a digital clock."
    )
    pairs = [
        (Text(f"{_SAID[away].cy} {hour}", f"{_SAID[away].en} {hour}"), Text.same(clock(60 * hour + away)))
        for away, hour in times
    ]
    return matching_question(f"pair-times/{times[0][0]}-{times[0][1]}", "telling-time", year, prompt, pairs)


def _units(year: int, *pairs: tuple[str, str]) -> QuestionDraft:
    prompt = make_prompt("Cysyllta’r mesurau sy’n hafal.", "Match the measures that are equal.")
    shown = [(measure(*one.split(" ")), measure(*other.split(" "))) for one, other in pairs]
    item = f"pair-units/{pairs[0][0].replace(' ', '')}"
    return matching_question(item, "converting", year, prompt, shown, unit_conversion=1)
