"""The pictures of the youngest learners' page as SVG: flat shapes in four colours of the theme, without text."""

from collections.abc import Callable, Mapping
from html import escape
from math import cos, pi, sin

from reports.feedback.young_messages import YoungPicture

WIDTH, HEIGHT = 320, 200
"""SVG user units; the drawing scales to its container."""


def picture_svg(picture: YoungPicture) -> str:
    """A picture as an SVG element.

    Notes
    -----
    It carries no style attribute and no script and takes its colours from the page, through the classes
    ``mesur-picture__main``, ``__soft``, ``__warm`` and ``__line``.
    """
    text = escape(picture.alt, quote=True)
    badge = {"star": _star, "arrow": _arrow}.get(picture.badge)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mesur-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{text}"><title>{text}</title>{_DRAWN[picture.drawing]()}{badge() if badge else ""}</svg>'
    )


def _shape(kind: str, path: str) -> str:
    return f'<path class="mesur-picture__{kind}" d="{path}"/>'


def _circle(kind: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="mesur-picture__{kind}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="mesur-picture__{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>'


_STONES = ((40, 193), (72, 181), (104, 164), (132, 145), (160, 120), (184, 95), (206, 69))
"""Where the stones of the way up the hill lie, from the foot to the top: on its outline."""


def _on_the_way(reached: int) -> str:
    """The hill with a stone for each part of the way, and a flag at the last one that was reached."""
    # its foot lies beyond the edge, so that no line closes it there; its far side comes down within it
    hill = _shape("soft", "M-6 205C60 190 110 170 160 120S215 50 230 50s30 30 52 84s24 58 34 71Z")
    stones = "".join(_circle("main", x, y, 7) for x, y in _STONES[:reached])
    ahead = "".join(_circle("line", x, y, 7) for x, y in _STONES[reached:])
    x, y = (228, 52) if reached == len(_STONES) else _STONES[reached - 1]
    # it flies back over the way that is behind: ahead it would cover the next stone
    flag = _shape("line", f"M{x} {y}v-44") + _shape("warm", f"M{x} {y - 44}l-40 13l40 13z")
    return hill + _circle("warm", 44, 44, 22) + stones + ahead + flag


def _hill() -> str:
    return _on_the_way(len(_STONES))


def _half_way() -> str:
    return _on_the_way(4)


def _counters() -> str:
    """Two rows of five, as in a ten frame, seven of them filled."""
    frame = _box("soft", 22, 48, 198, 104)
    places = [(31 + 36 * column + 18, 55 + 45 * row + 22.5) for row in range(2) for column in range(5)]
    return frame + "".join(_circle("main" if n < 7 else "line", x, y, 14) for n, (x, y) in enumerate(places))


def _two_groups() -> str:
    """Three and two, with a plus sign between them."""
    first = "".join(_circle("main", x, y, 16) for x, y in ((48, 78), (88, 78), (68, 122)))
    second = "".join(_circle("main", x, y, 16) for x, y in ((188, 78), (188, 122)))
    frames = _box("soft", 22, 48, 92, 104) + _box("soft", 156, 48, 64, 104)
    return frames + first + second + _shape("line", "M135 84v32M119 100h32")


def _taken_away() -> str:
    """A row of five, the last two crossed out."""
    places = [31 + 38 * n + 10 for n in range(5)]
    counters = "".join(_circle("main" if n < 3 else "line", x, 100, 15) for n, x in enumerate(places))
    crosses = "".join(_shape("line", f"M{x - 13} 87l26 26M{x + 13} 87l-26 26") for x in places[3:])
    return _box("soft", 16, 62, 208, 76) + counters + crosses


def _ruler_and_clock() -> str:
    ruler = _box("soft", 24, 130, 220, 44)
    marks = "".join(_shape("line", f"M{40 + 20 * n} 130v{18 if n % 5 == 0 else 10}") for n in range(10))
    clock = _circle("soft", 110, 68, 50) + _circle("line", 110, 68, 50)
    hands = _shape("line", "M110 68V34") + _shape("line", "M110 68l26 15") + _circle("main", 110, 68, 6)
    return ruler + marks + clock + hands


def _blocks() -> str:
    """Three columns of a block graph on their axis."""
    columns = ((50, 2), (115, 4), (180, 3))
    blocks = "".join(_box("main", x, 140 - 32 * n, 46, 28) for x, high in columns for n in range(high))
    return blocks + _shape("line", "M30 174H246")


def _book() -> str:
    left = _shape("soft", "M136 60C110 42 70 42 36 52V160C70 150 110 150 136 168Z")
    right = _shape("soft", "M136 60C162 42 202 42 236 52V160C202 150 162 150 136 168Z")
    lines = "".join(_shape("line", f"M{x} {y}h64") for x in (52, 156) for y in (80, 100, 120))
    return left + right + _shape("line", "M136 60V168") + lines


def _magnifier() -> str:
    page = _box("soft", 50, 24, 130, 156)
    lines = "".join(_shape("line", f"M66 {y}h98") for y in (50, 70, 90, 110, 130, 150))
    glass = _circle("soft", 170, 100, 40) + _circle("line", 170, 100, 40) + _shape("handle", "M199 129l34 36")
    return page + lines + glass + _shape("main", "M146 94h48v12h-48z")


def _poem() -> str:
    page = _box("soft", 60, 24, 150, 156)
    verses = "".join(
        _shape("line", f"M80 {y}h{width}")
        for y, width in ((48, 80), (66, 96), (84, 80), (102, 96), (130, 80), (148, 60))
    )
    return page + verses + _circle("main", 190, 152, 10) + _shape("line", "M199 152V112l14 6")


def _pencil() -> str:
    return (
        _shape("soft", "M46 132L150 28l36 36L82 168Z")
        + _shape("main", "M150 28l10-10a10 10 0 0 1 14 0l22 22a10 10 0 0 1 0 14l-10 10Z")
        + _shape("warm", "M46 132l36 36l-50 14Z")
    )


def _star() -> str:
    corners = [
        (270 + r * sin(n * pi / 5), 52 - r * cos(n * pi / 5)) for n in range(10) for r in [38 if n % 2 == 0 else 16]
    ]
    return _shape("warm", "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z")


def _arrow() -> str:
    return _shape("warm", "M252 84h26v-18l38 32l-38 32v-18h-26Z")


_DRAWN: Mapping[str, Callable[[], str]] = {
    "hill": _hill,
    "half-way": _half_way,
    "number": _counters,
    "adding": _two_groups,
    "taking-away": _taken_away,
    "measuring": _ruler_and_clock,
    "data": _blocks,
    "story": _book,
    "information": _magnifier,
    "verse": _poem,
    "pencil": _pencil,
}
