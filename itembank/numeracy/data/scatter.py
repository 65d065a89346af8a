from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number
from itembank.numeracy.drawing import graphs
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale

_ICE = ((12, 20), (14, 28), (16, 30), (18, 40), (20, 44), (22, 56), (24, 58), (26, 70))
_ICE_TITLE = Text("tymheredd a gwerthiant hufen iâ", "temperature and ice cream sales")
_ICE_ACROSS = Axis(Scale(10, 30, 2, 4), Text("Tymheredd (°C)", "Temperature (°C)"))
_ICE_UP = Axis(Scale(0, 80, 10, 20), Text("Nifer a werthwyd", "Number sold"))
_DRINKS = ((12, 24), (14, 20), (16, 36), (17, 44), (20, 48), (22, 62), (24, 54), (26, 72))
_DRINK_TITLE = Text("tymheredd a gwerthiant diodydd oer", "temperature and sales of cold drinks")
_BEACH = ((1, 12), (2, 10), (4, 28), (5, 26), (7, 44), (8, 60), (9, 56), (11, 70))
_BEACH_TITLE = Text("heulwen ac ymwelwyr â’r traeth", "sunshine and visitors to the beach")
_COAT = ((2, 66), (4, 60), (6, 58), (8, 46), (10, 44), (12, 30), (14, 24), (16, 20))


def items() -> Iterator[Draft]:
    """Scatter diagrams in Year 8, correlation in Year 9."""
    yield _read(8)
    yield _trend(8)
    yield _correlation(9)
    yield _estimated(9)


def _read(year: int) -> Draft:
    figure = graphs.scatter(_DRINK_TITLE, _ICE_ACROSS, _ICE_UP, _DRINKS)
    prompt = ask(
        "Ar sawl diwrnod y gwerthwyd mwy na 50?",
        "On how many days were more than 50 sold?",
        figure,
    )
    return number("drinks/over-50", "scatter", year, prompt, 3, scale_step=1)


def _trend(year: int) -> Draft:
    across = Axis(Scale(0, 12, 1, 2), Text("Oriau o heulwen", "Hours of sunshine"))
    up = Axis(Scale(0, 80, 10, 20), Text("Nifer yr ymwelwyr", "Number of visitors"))
    figure = graphs.scatter(_BEACH_TITLE, across, up, _BEACH)
    prompt = ask("Beth mae’r diagram yn ei ddangos?", "What does the diagram show?", figure)
    wrong = {
        "direction-reversed": Text(
            "Pan mae mwy o heulwen, mae llai o ymwelwyr.", "When there is more sunshine, there are fewer visitors."
        ),
        "no-relation-seen": Text("Does dim cysylltiad i’w weld.", "There is no relation to be seen."),
        "axes-swapped-as-cause": Text(
            "Mae mwy o ymwelwyr yn achosi mwy o heulwen.", "More visitors cause more sunshine."
        ),
    }
    key = Text("Pan mae mwy o heulwen, mae mwy o ymwelwyr.", "When there is more sunshine, there are more visitors.")
    return choice("beach/trend", "scatter", year, prompt, key, wrong)


def _correlation(year: int) -> Draft:
    across = Axis(Scale(0, 20, 2, 4), Text("Tymheredd (°C)", "Temperature (°C)"))
    up = Axis(Scale(0, 80, 10, 20), Text("Cotiau a werthwyd", "Coats sold"))
    figure = graphs.scatter(Text("tymheredd a chotiau", "temperature and coats"), across, up, _COAT)
    prompt = ask(
        "Pa fath o gydberthyniad sydd yn y diagram?", "What kind of correlation does the diagram have?", figure
    )
    wrong = {
        "direction-reversed": Text("cydberthyniad positif", "positive correlation"),
        "no-relation-seen": Text("dim cydberthyniad", "no correlation"),
    }
    key = Text("cydberthyniad negatif", "negative correlation")
    return choice("coats/correlation", "scatter", year, prompt, key, wrong, recalled_rule=1)


def _estimated(year: int) -> Draft:
    figure = graphs.scatter(_ICE_TITLE, _ICE_ACROSS, _ICE_UP, _ICE, ((10, 13), (28, 73)))
    prompt = ask(
        "Defnyddia’r llinell ffit orau.\nTua faint sy’n cael eu gwerthu pan mae’n 19\u00a0°C?",
        "Use the line of best fit.\nAbout how many are sold when it is 19\u00a0°C?",
        figure,
    )
    wrong = {"reads-another-point": "30", "axes-swapped": "12", "reads-the-next-line": "60"}
    return choice("ice/estimate", "scatter", year, prompt, "43", wrong, scale_step=1, between_marks=1)
