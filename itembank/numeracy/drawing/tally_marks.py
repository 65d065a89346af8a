"""Drawing of a tally chart."""

from collections.abc import Sequence

from itembank.language import Text
from itembank.numeracy.drawing.svg import GREY, label, line, picture

_NAMES, _ROW, _TOP = 112.0, 40.0, 40.0
_STROKE, _BUNDLE = 11.0, 62.0

Rows = Sequence[tuple[Text, int]]


def tally_chart(title: Text, rows: Rows) -> Text:
    """Tally marks in bundles of five, a row for each name; the text alternative lists bundles and single marks."""
    width = _NAMES + max(3, *(n // 5 for _, n in rows)) * _BUNDLE + 52
    described = Text(
        f"{title.cy}. Siart cyfrif. Pedair llinell ac un ar eu traws yw bwndel. "
        + " ".join(f"{name.cy}: {_marks(n).cy}." for name, n in rows),
        f"{title.en}. A tally chart. A bundle is four strokes and one across. "
        + " ".join(f"{name.en}: {_marks(n).en}." for name, n in rows),
    )
    marks = "".join(_drawn_row(_TOP + k * _ROW, n, width) for k, (_, n) in enumerate(rows))
    drawn = Text.each(
        lambda language: (
            label(6, 22, title[language], size=16, anchor="start", font_weight="bold")
            + "".join(
                label(6, _TOP + k * _ROW + 27, name[language], size=16, anchor="start")
                for k, (name, _) in enumerate(rows)
            )
            + marks
        )
    )
    return picture((width, _TOP + len(rows) * _ROW + 6), "tally", described, drawn)


def _marks(n: int) -> Text:
    bundles, single = divmod(n, 5)
    return Text(
        ", ".join(["bwndel"] * bundles + ["marc"] * single), ", ".join(["bundle"] * bundles + ["mark"] * single)
    )


def _drawn_row(y: float, n: int, width: float) -> str:
    bundles, single = divmod(n, 5)
    drawn = [line(4, y, width - 4, y, width=1, colour=GREY)]
    for bundle in range(bundles):
        x = _NAMES + bundle * _BUNDLE
        drawn += _strokes(x, y, 4)
        drawn.append(line(x - 7, y + 28, x + 3 * _STROKE + 7, y + 12, width=2.5))
    drawn += _strokes(_NAMES + bundles * _BUNDLE, y, single)
    return "".join(drawn)


def _strokes(x: float, y: float, n: int) -> list[str]:
    return [line(x + k * _STROKE, y + 8, x + k * _STROKE, y + 32, width=2.5) for k in range(n)]
