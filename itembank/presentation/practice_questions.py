"""A practice question for each response type, to try before an assessment; never scored or stored."""

from collections.abc import Mapping

from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters, item_version_id
from itembank.content.response_types import (
    Bar,
    BarChart,
    Blank,
    Choice,
    FractionEntry,
    Gap,
    GapFill,
    Hotspot,
    Mark,
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
from itembank.content.scoring_rules import (
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    Rule,
)
from itembank.language import Text

_UNTRIED = "not-yet-practised"
_ANSWER = Text("Dy ateb", "Your answer")
_CHOOSE = Text("Dewisa un ateb", "Choose one answer")


def _practice(name: str, cy: str, en: str, response: Response, rule: Rule, *hints: Text) -> ItemVersion:
    prompt, most = Text(f"<p>{cy}</p>", f"<p>{en}</p>"), 1 + len(hints)
    known = (
        LogisticParameters(1.0, -5.0, 0.0, 1.0, True)
        if most == 1
        else PartialCreditParameters(1.0, (-5.0,) * most, True)
    )
    made = item_version_id(f"practice/{name}", prompt, response, hints=hints)
    return ItemVersion(made, f"practice/{name}", "", "", 2, prompt, response, rule, (), known, most=most, hints=hints)


def _options(*words: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(letter, Text(*each)) for letter, each in zip("abcdef", words, strict=False))


def _named(*options: str) -> tuple[Misconception, ...]:
    return tuple(Misconception(option, _UNTRIED) for option in options)


def _words(cy: str, en: str) -> StaticText:
    return StaticText(Text(cy, en))


def _shapes(cy: str, en: str) -> Text:
    def drawn(described: str) -> str:
        return (
            f'<svg class="item-figure item-figure-medium" viewBox="0 0 320 120" role="img" aria-label="{described}">'
            '<circle data-area="a" cx="60" cy="60" r="45" fill="#8fb8a8" stroke="#1b1f23" stroke-width="2"/>'
            '<rect data-area="b" x="115" y="15" width="90" height="90" fill="#ffffff" stroke="#1b1f23" '
            'stroke-width="2"/><path data-area="c" d="M260 15L310 105L210 105Z" fill="#d9dee3" stroke="#1b1f23" '
            'stroke-width="2"/></svg>'
        )

    return Text(drawn(cy), drawn(en))


_ITEMS = (
    _practice(
        "number",
        "Sawl diwrnod sydd mewn wythnos?",
        "How many days are there in a week?",
        NumberEntry(_ANSWER, Text.same(""), Text.same(""), decimal=False),
        ExactNumber("7"),
    ),
    _practice(
        "fraction",
        "Mae cacen wedi’i thorri’n 4 darn o’r un maint. Mae Nia yn cael 1 darn. Pa ffracsiwn o’r gacen yw hynny?",
        "A cake is cut into 4 pieces of the same size. Nia has 1 piece. What fraction of the cake is that?",
        FractionEntry(_ANSWER, mixed=False),
        ExactNumber("1/4"),
    ),
    _practice(
        "time",
        "Mae’r ysgol yn dechrau am 9 o’r gloch y bore. Sut mae cloc digidol yn dangos yr amser hwn?",
        "School starts at 9 o’clock in the morning. How does a digital clock show this time?",
        TimeEntry(_ANSWER, "am-pm"),
        ExactNumber("9:00 am"),
    ),
    _practice(
        "choice",
        "Pa anifail sy’n dweud “miaw”?",
        "Which animal says “miaow”?",
        Choice(_CHOOSE, _options(("buwch", "cow"), ("cath", "cat"), ("dafad", "sheep"))),
        KeyedChoice("b", _named("a", "c")),
    ),
    _practice(
        "multiple",
        "Pa rai sy’n gallu hedfan?",
        "Which of these can fly?",
        MultipleChoice(
            Text("Dewisa 2 ateb", "Choose 2 answers"),
            _options(("robin goch", "robin"), ("pysgodyn", "fish"), ("pili-pala", "butterfly"), ("cath", "cat")),
            least=1,
            most=2,
        ),
        ExactSet(("a", "c"), _named("b", "d"), "whole"),
        Text("Meddylia am adenydd: gan ba rai mae adenydd?", "Think of wings: which of them have wings?"),
    ),
    _practice(
        "ordering",
        "Rho’r dyddiau yn eu trefn, gan ddechrau gyda dydd Llun.",
        "Put the days in order, starting with Monday.",
        Ordering(
            _ANSWER,
            _options(("dydd Mercher", "Wednesday"), ("dydd Llun", "Monday"), ("dydd Mawrth", "Tuesday")),
        ),
        ExactOrder(("b", "c", "a")),
    ),
    _practice(
        "matching",
        "Pa un bach sy’n perthyn i bob anifail?",
        "Which young one belongs to each animal?",
        Matching(
            Text("Dewisa un i bob anifail", "Choose one for each animal"),
            _options(("dafad", "sheep"), ("buwch", "cow"), ("caseg", "mare")),
            _options(("llo", "calf"), ("ebol", "foal"), ("oen", "lamb")),
        ),
        ExactList(("c", "a", "b"), (), "whole"),
    ),
    _practice(
        "gaps",
        "Dewisa’r geiriau sy’n gwneud synnwyr.",
        "Choose the words that make sense.",
        GapFill(
            _ANSWER,
            (
                _words("Mae’r haul yn codi yn y ", "The sun rises in the "),
                Gap("g1", _options(("bore", "morning"), ("nos", "night"))),
                _words(". Yn y nos rydyn ni’n gweld ", ". At night we see "),
                Gap("g2", _options(("yr enfys", "the rainbow"), ("y sêr", "the stars"))),
                StaticText(Text.same(".")),
            ),
        ),
        ExactList(("a", "b"), (), "whole"),
    ),
    _practice(
        "hotspot",
        "Pa un yw’r triongl?",
        "Which one is the triangle?",
        Hotspot(
            Text("Dewisa siâp", "Choose a shape"),
            _shapes(
                "Tri siâp mewn rhes: cylch, sgwâr a thriongl", "Three shapes in a row: circle, square and triangle"
            ),
            _options(("cylch", "circle"), ("sgwâr", "square"), ("triongl", "triangle")),
        ),
        KeyedChoice("c", ()),
    ),
    _practice(
        "number-line",
        "Rho’r marciwr ar 6.",
        "Put the marker on 6.",
        NumberLine(
            Text("Lle’r marciwr", "Place of the marker"),
            "0",
            "10",
            "1",
            tuple(Mark(at, Text.same(at)) for at in ("0", "5", "10")),
        ),
        ExactNumber("6"),
    ),
    _practice(
        "table",
        "Sawl coes sydd gan bob anifail? Llenwa’r tabl.",
        "How many legs does each animal have? Fill in the table.",
        TableEntry(
            Text("Y tabl", "The table"),
            (Text("Anifail", "Animal"), Text("Nifer y coesau", "Number of legs")),
            (
                (_words("cath", "cat"), StaticText(Text.same("4"))),
                (
                    _words("robin goch", "robin"),
                    Blank("t1", Text("Nifer coesau’r robin goch", "Number of legs of the robin")),
                ),
                (_words("ceffyl", "horse"), Blank("t2", Text("Nifer coesau’r ceffyl", "Number of legs of the horse"))),
            ),
        ),
        ExactList(("2", "4"), (), "whole"),
    ),
    _practice(
        "chart",
        "Gwelodd Siân 3 robin goch a 5 aderyn du yn yr ardd. Gosoda uchder y bar ar gyfer yr adar duon.",
        "Siân saw 3 robins and 5 blackbirds in the garden. Set the height of the bar for the blackbirds.",
        BarChart(
            Text("Uchder y bar", "Height of the bar"),
            (Bar("a", Text("robin goch", "robin"), "3"), Bar("b", Text("aderyn du", "blackbird"), None)),
            "6",
            "1",
            Text("Nifer yr adar", "Number of birds"),
        ),
        ExactList(("5",), (), "whole"),
    ),
    _practice(
        "select-text",
        "Pa air sy’n lliw?",
        "Which word is a colour?",
        SelectText(
            Text("Dewisa air yn y frawddeg", "Choose a word in the sentence"),
            (
                _words("Mae’r ", "The "),
                Option("a", Text("bêl", "ball")),
                _words(" yn ", " is "),
                Option("b", Text("goch", "red")),
                _words(" ac yn ", " and "),
                Option("c", Text("fawr", "big")),
                StaticText(Text.same(".")),
            ),
            least=1,
            most=1,
        ),
        ExactSet(("b",), (), "whole"),
    ),
)

PRACTICE: Mapping[str, ItemVersion] = {item.response.type: item for item in _ITEMS}
"""The practice item of each response type, by the type's name."""
