"""Drawings of solids without measurements; edges that cannot be seen are dashed."""

from collections.abc import Mapping

from itembank.language import Text
from itembank.numeracy.drawing.svg import GREY, circle, path, picture

_FRONT, _SIDE, _TOP = "#e4efea", "#cfe3da", "#ffffff"


def solid(name: str, described: Text) -> Text:
    """A solid of `_DRAWN` with its text alternative."""
    return picture((220, 190), "solid", described, _DRAWN[name], kind="small")


def _hidden(d: str) -> str:
    return path(d, stroke=GREY, stroke_width=1.5, stroke_dasharray="5 4")


_DRAWN: Mapping[str, list[str]] = {
    "cube": [
        path("M30 70H130V170H30Z", fill=_FRONT),
        path("M30 70L75 30H175L130 70Z", fill=_TOP),
        path("M130 70L175 30V130L130 170Z", fill=_SIDE),
        _hidden("M30 170L75 130V30M75 130H175"),
    ],
    "cuboid": [
        path("M12 90H162V166H12Z", fill=_FRONT),
        path("M12 90L58 50H208L162 90Z", fill=_TOP),
        path("M162 90L208 50V126L162 166Z", fill=_SIDE),
        _hidden("M12 166L58 126V50M58 126H208"),
    ],
    "pyramid": [
        path("M30 150L140 168L110 20Z", fill=_FRONT),
        path("M140 168L196 126L110 20Z", fill=_SIDE),
        _hidden("M30 150L92 112L196 126M92 112L110 20"),
    ],
    "prism": [
        path("M22 160H112L67 70Z", fill=_FRONT),
        path("M112 160L202 110L157 20L67 70Z", fill=_SIDE),
        _hidden("M22 160L112 110L202 110M112 110L157 20"),
    ],
    "cylinder": [
        path("M50 45V150A60 22 0 0 0 170 150V45Z", fill=_FRONT),
        path("M50 45A60 22 0 0 1 170 45A60 22 0 0 1 50 45Z", fill=_TOP),
        _hidden("M50 150A60 22 0 0 1 170 150"),
    ],
    "cone": [
        path("M110 14L46 150A64 22 0 0 0 174 150Z", fill=_FRONT),
        _hidden("M46 150A64 22 0 0 1 174 150"),
    ],
    "sphere": [
        circle(110, 95, 80, fill=_FRONT),
        path("M30 95A80 26 0 0 0 190 95", stroke_width=1.5),
        _hidden("M30 95A80 26 0 0 1 190 95"),
    ],
}
