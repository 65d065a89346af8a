"""Where an item stands in the curriculum of Wales: its progression step, and its element of the LNF.

The elements are those of the National Literacy and Numeracy Framework of 2013, which orders its statements by year and
element; the numbers of single statements are not given, since the framework's full text was not at hand. What it has no
element for, such as symmetry and probability, stands under its statement of what matters in Mathematics and Numeracy
(Curriculum for Wales, 2022). Progression steps are those of that curriculum, by the ages at which most reach them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from itembank.content.item_versions import ItemVersion
from itembank.errors import InvalidBank
from itembank.language import Text


@dataclass(frozen=True)
class CurriculumPlace:
    """A part of the framework that topics belong to.

    Parameters
    ----------
    code : framework, strand and element in short: LNF.number.money, or CfW.geometry where the LNF has no element
    """

    code: str
    strand: Text
    element: Text


_NUMBER = Text("Defnyddio sgiliau rhif", "Using number skills")
_MEASURING = Text("Defnyddio sgiliau mesur", "Using measuring skills")
_DATA = Text("Defnyddio sgiliau data", "Using data skills")
_READING = Text("Darllen ar draws y cwricwlwm", "Reading across the curriculum")
_MATTERS = Text("Yr hyn sy’n bwysig", "What matters")

_FACTS = CurriculumPlace(
    "LNF.number.facts",
    _NUMBER,
    Text("Defnyddio ffeithiau rhif a’r berthynas rhwng rhifau", "Use number facts and relationships"),
)
_FRACTIONS = CurriculumPlace(
    "LNF.number.fractions",
    _NUMBER,
    Text("Ffracsiynau, degolion, canrannau a chymhareb", "Fractions, decimals, percentages and ratio"),
)
_CALCULATE = CurriculumPlace(
    "LNF.number.calculate",
    _NUMBER,
    Text("Cyfrifo drwy ddulliau pen ac ysgrifenedig", "Calculate using mental and written methods"),
)
_ESTIMATE = CurriculumPlace("LNF.number.estimate", _NUMBER, Text("Amcangyfrif a gwirio", "Estimate and check"))
_MONEY = CurriculumPlace("LNF.number.money", _NUMBER, Text("Rheoli arian", "Manage money"))
_LENGTH = CurriculumPlace(
    "LNF.measuring.length",
    _MEASURING,
    Text("Hyd, pwysau neu fàs, cynhwysedd", "Length, weight or mass, capacity"),
)
_TIME = CurriculumPlace("LNF.measuring.time", _MEASURING, Text("Amser", "Time"))
_TEMPERATURE = CurriculumPlace("LNF.measuring.temperature", _MEASURING, Text("Tymheredd", "Temperature"))
_SPACE = CurriculumPlace(
    "LNF.measuring.space",
    _MEASURING,
    Text("Arwynebedd a chyfaint, ongl a safle", "Area and volume, angle and position"),
)
_COLLECT = CurriculumPlace("LNF.data.collect", _DATA, Text("Casglu a chofnodi data", "Collect and record data"))
_PRESENT = CurriculumPlace("LNF.data.present", _DATA, Text("Cyflwyno a dadansoddi data", "Present and analyse data"))
_INTERPRET = CurriculumPlace("LNF.data.interpret", _DATA, Text("Dehongli canlyniadau", "Interpret results"))
_GEOMETRY = CurriculumPlace("CfW.geometry", _MATTERS, Text("Geometreg", "Geometry"))
_CHANCE = CurriculumPlace("CfW.statistics", _MATTERS, Text("Ystadegau a thebygolrwydd", "Statistics and probability"))
_ALGEBRA = CurriculumPlace("CfW.algebra", _MATTERS, Text("Algebra", "Algebra"))
_LOCATE = CurriculumPlace(
    "LNF.reading.locate",
    _READING,
    Text("Lleoli, dethol a defnyddio gwybodaeth", "Locating, selecting and using information"),
)
_COMPREHEND = CurriculumPlace(
    "LNF.reading.comprehension",
    _READING,
    Text("Ymateb i’r hyn a ddarllenwyd: dealltwriaeth", "Responding to what has been read: comprehension"),
)
_ANALYSE = CurriculumPlace(
    "LNF.reading.analysis",
    _READING,
    Text(
        "Ymateb i’r hyn a ddarllenwyd: ymateb a dadansoddi",
        "Responding to what has been read: response and analysis",
    ),
)

_TOPICS: Mapping[CurriculumPlace, tuple[str, ...]] = {
    _FACTS: ("counting", "place-value", "tables", "powers"),
    _FRACTIONS: ("fractions", "decimals", "percentages", "ratio", "percent-plans", "scaling"),
    _CALCULATE: ("addition", "subtraction", "multiplying", "dividing", "operations", "groups", "amounts-compared"),
    _ESTIMATE: ("rounding", "estimating"),
    _MONEY: ("coins", "spending", "managing-money", "spending-plans", "offers", "saving"),
    _LENGTH: ("length", "mass-capacity", "converting", "measures", "rates", "speed"),
    _TIME: ("telling-time", "durations", "time-plans"),
    _TEMPERATURE: ("temperature",),
    _SPACE: ("perimeter-area", "volume", "angles", "position", "lengths-areas", "routes", "solids"),
    _COLLECT: ("data-tables", "sorting"),
    _PRESENT: ("bar-charts", "pictograms", "graphs", "pie-charts", "scatter", "showing-data", "reading-data"),
    _INTERPRET: ("averages", "judging-data"),
    _ALGEBRA: ("missing-numbers", "formulas"),
    _GEOMETRY: ("shapes",),
    _CHANCE: ("probability",),
    _LOCATE: ("find-story", "find-information", "find-verse"),
    _COMPREHEND: ("infer-story", "infer-information", "infer-verse"),
    _ANALYSE: ("judge-story", "judge-information", "judge-verse"),
}
_PLACES = {topic: place for place, topics in _TOPICS.items() for topic in topics}


def curriculum_place(topic: str) -> CurriculumPlace:
    """Where a topic of a built-in bank stands.

    Raises
    ------
    InvalidBank : no built-in bank has the topic
    """
    if topic not in _PLACES:
        where = "curriculum"
        raise InvalidBank(where, "topic", f"one of {', '.join(_PLACES)}", topic)
    return _PLACES[topic]


def progression_step(year: int) -> int:
    """The progression step that learners of a year group work towards: 2 to Year 3, 3 to Year 6, 4 to Year 9."""
    return 2 if year <= 3 else 3 if year <= 6 else 4


def curriculum_code(item: ItemVersion) -> str:
    """The code of an item: place, first year group and progression step, such as LNF.number.money.Y4.PS3."""
    place, year = curriculum_place(item.topic), item.introduced_year
    return f"{place.code}.Y{year}.PS{progression_step(year)}"
