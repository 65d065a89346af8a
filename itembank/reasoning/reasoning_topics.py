"""The topics of the reasoning bank, with their feedback sentences."""

from itembank.content.topics import Topic
from itembank.language import Text


def _topic(topic_id: str, strand: str, year: int, label: Text, cy: tuple[str, str], en: tuple[str, str]) -> Topic:
    """A topic from the endings of "… can" and "next step: practise …"."""
    return Topic(
        topic_id,
        strand,
        year,
        label,
        Text(f"Rwyt ti’n gallu {cy[0]}.", f"You can {en[0]}."),
        Text(f"Y cam nesaf: ymarfera {cy[1]}.", f"Next step: practise {en[1]}."),
    )


TOPICS = (
    _topic(
        "spending-plans",
        "number",
        2,
        Text("cynllunio gwario", "planning what to spend"),
        ("cynllunio beth i’w wario a beth fydd ar ôl", "gynllunio beth i’w wario a beth fydd ar ôl"),
        ("plan what to spend and what will be left", "planning what to spend and what will be left"),
    ),
    _topic(
        "groups",
        "number",
        2,
        Text("grwpiau cyfartal a’r hyn sydd dros ben", "equal groups and what is left over"),
        (
            "cyfrifo faint o grwpiau neu becynnau sydd eu hangen",
            "gyfrifo faint o grwpiau neu becynnau sydd eu hangen",
        ),
        ("work out how many groups or packs are needed", "working out how many groups or packs are needed"),
    ),
    _topic(
        "amounts-compared",
        "number",
        2,
        Text("cymharu cyfansymiau", "comparing totals"),
        ("cyfrifo cyfansymiau a’u cymharu", "gyfrifo cyfansymiau a’u cymharu"),
        ("work out totals and compare them", "working out totals and comparing them"),
    ),
    _topic(
        "scaling",
        "number",
        4,
        Text("newid meintiau a chadw’r un gyfran", "scaling amounts"),
        (
            "newid rysáit neu gymysgedd ar gyfer mwy neu lai o bobl",
            "newid rysáit neu gymysgedd ar gyfer mwy neu lai o bobl",
        ),
        ("scale a recipe or a mixture up and down", "scaling a recipe or a mixture up and down"),
    ),
    _topic(
        "offers",
        "number",
        6,
        Text("cymharu cynigion a phrisiau", "comparing offers and prices"),
        ("cymharu cynigion a dewis yr un gorau", "gymharu cynigion a dewis yr un gorau"),
        ("compare offers and choose the best", "comparing offers and choosing the best"),
    ),
    _topic(
        "percent-plans",
        "number",
        6,
        Text("canrannau mewn sefyllfa go iawn", "percentages in a real situation"),
        ("defnyddio canrannau i wneud penderfyniad", "ddefnyddio canrannau i wneud penderfyniad"),
        ("use percentages to make a decision", "using percentages to make a decision"),
    ),
    _topic(
        "formulas",
        "number",
        8,
        Text("fformiwlâu a thablau o gostau", "formulas and tables of costs"),
        ("disgrifio cost â fformiwla neu dabl", "ddisgrifio cost â fformiwla neu dabl"),
        ("describe a cost by a formula or a table", "describing a cost by a formula or a table"),
    ),
    _topic(
        "saving",
        "number",
        9,
        Text("cynilo a benthyg", "saving and borrowing"),
        ("cymharu ffyrdd o gynilo", "gymharu ffyrdd o gynilo"),
        ("compare ways of saving", "comparing ways of saving"),
    ),
    _topic(
        "time-plans",
        "measuring",
        2,
        Text("cynllunio amser", "planning time"),
        ("cynllunio diwrnod neu daith ag amserau", "gynllunio diwrnod neu daith ag amserau"),
        ("plan a day or a journey with times", "planning a day or a journey with times"),
    ),
    _topic(
        "lengths-areas",
        "measuring",
        2,
        Text("hydoedd ac arwynebeddau mewn cynllun", "lengths and areas in a plan"),
        (
            "cyfrifo hydoedd ac arwynebeddau ar gyfer cynllun",
            "gyfrifo hydoedd ac arwynebeddau ar gyfer cynllun",
        ),
        ("work out lengths and areas for a plan", "working out lengths and areas for a plan"),
    ),
    _topic(
        "measures",
        "measuring",
        2,
        Text("mesurau mewn sefyllfa go iawn", "measures in a real situation"),
        ("defnyddio mesurau i ddatrys problem", "ddefnyddio mesurau i ddatrys problem"),
        ("use measures to solve a problem", "using measures to solve a problem"),
    ),
    _topic(
        "routes",
        "measuring",
        2,
        Text("llwybrau a mapiau", "routes and maps"),
        ("dilyn cyfarwyddiadau a chynllunio llwybr ar fap", "ddilyn cyfarwyddiadau a chynllunio llwybr ar fap"),
        ("follow directions and plan a route on a map", "following directions and planning a route on a map"),
    ),
    _topic(
        "solids",
        "measuring",
        7,
        Text("cyfaint mewn sefyllfa go iawn", "volume in a real situation"),
        ("defnyddio cyfaint i wneud penderfyniad", "ddefnyddio cyfaint i wneud penderfyniad"),
        ("use volume to make a decision", "using volume to make a decision"),
    ),
    _topic(
        "speed",
        "measuring",
        9,
        Text("buanedd, pellter ac amser", "speed, distance and time"),
        ("defnyddio buanedd i gynllunio taith", "ddefnyddio buanedd i gynllunio taith"),
        ("use speed to plan a journey", "using speed to plan a journey"),
    ),
    _topic(
        "reading-data",
        "data",
        2,
        Text("defnyddio data i ateb cwestiwn", "using data to answer a question"),
        ("defnyddio tabl neu graff i ateb cwestiwn", "ddefnyddio tabl neu graff i ateb cwestiwn"),
        ("use a table or a graph to answer a question", "using a table or a graph to answer a question"),
    ),
    _topic(
        "showing-data",
        "data",
        2,
        Text("dangos data", "showing data"),
        ("gorffen tabl neu siart", "orffen tabl neu siart"),
        ("complete a table or a chart", "completing a table or a chart"),
    ),
    _topic(
        "judging-data",
        "data",
        3,
        Text("barnu beth mae data’n ei ddangos", "judging what data show"),
        ("dweud beth mae data’n ei brofi a beth nad yw’n ei brofi", "farnu beth mae data’n ei brofi"),
        ("say what data prove and what they do not", "judging what data prove"),
    ),
    _topic(
        "averages",
        "data",
        6,
        Text("defnyddio cyfartaleddau ac amrediad", "using averages and range"),
        ("defnyddio cyfartaledd ac amrediad i gymharu", "ddefnyddio cyfartaledd ac amrediad i gymharu"),
        ("use averages and range to compare", "using averages and range to compare"),
    ),
)
