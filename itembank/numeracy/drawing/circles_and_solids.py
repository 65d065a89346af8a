"""Drawings of circles, cuboids and prisms with measurements."""

from itembank.language import Text
from itembank.numeracy.drawing.plane_shapes import edge_lengths, right_angle
from itembank.numeracy.drawing.svg import INK, circle, label, line, path, picture

_PART = {"diameter": Text("diamedr", "diameter"), "radius": Text("radiws", "radius")}
_PALE = "#e4efea"
_WIDEST, _HIGHEST = 220.0, 140.0
# an edge that goes backwards: how far across and how far up, for each unit of its length
_BACK = 0.5 * 2**-0.5
_SLANT = (0.78, 0.18)


def circle_with_length(part: str, length: str) -> Text:
    """A circle with its "radius" or "diameter" drawn and labelled."""
    left = 20.0 if part == "diameter" else 110.0
    middle = (left + 200) / 2
    drawn = [circle(110, 110, 90, fill=_PALE), circle(110, 110, 3, fill=INK), line(left, 110, 200, 110)]
    drawn.append(label(middle, 100, length, size=17))
    said = _PART[part]
    described = Text(f"Cylch. Y {said.cy}: {length}.", f"A circle. The {said.en}: {length}.")
    return picture((220, 220), "circle", described, drawn, kind="small")


def semicircle(diameter: str) -> Text:
    """A semicircle with its diameter labelled."""
    drawn = [path("M20 130A100 100 0 0 1 220 130Z", fill=_PALE), label(120, 152, diameter, size=17)]
    described = Text(f"Hanner cylch. Yr ymyl syth: {diameter}.", f"A semicircle. The straight edge: {diameter}.")
    return picture((240, 162), "semicircle", described, drawn, kind="small")


def cuboid(length: str, width: str, height: str) -> Text:
    """A cuboid to scale with three edges labelled; those that go backwards are drawn at half their length."""
    across, deep, high = edge_lengths(length, width, height)
    unit = min(_WIDEST / (across + _BACK * deep), _HIGHEST / (high + _BACK * deep))
    w, d, h = across * unit, _BACK * deep * unit, high * unit
    left, low = 20.0, 16 + d + h
    right, top = left + w, low - h
    drawn = [
        path(f"M{left:.1f} {top:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}Z", fill=_PALE),
        path(f"M{left:.1f} {top:.1f}l{d:.1f} {-d:.1f}h{w:.1f}l{-d:.1f} {d:.1f}Z", fill="#ffffff"),
        path(f"M{right:.1f} {top:.1f}l{d:.1f} {-d:.1f}v{h:.1f}l{-d:.1f} {d:.1f}Z", fill="#cfe3da"),
        label(left + w / 2, low + 22, length, size=16),
        label(right + d / 2 + 10, low - d / 2 + 16, width, size=16, anchor="start"),
        label(right + d + 8, low - d - h / 2 + 2, height, size=16, anchor="start"),
    ]
    described = Text(
        f"Ciwboid. Hyd: {length}. Lled: {width}. Uchder: {height}.",
        f"A cuboid. Length: {length}. Width: {width}. Height: {height}.",
    )
    return picture((right + d + 70, low + 32), "cuboid", described, drawn)


def triangular_prism(base: str, height: str, length: str) -> Text:
    """A prism to scale on a right-angled triangle, with its right angle marked and three edges labelled."""
    across, high, long = edge_lengths(base, height, length)
    unit = min(_WIDEST / (across + _SLANT[0] * long), _HIGHEST / (high + _SLANT[1] * long))
    w, h, dx, dy = across * unit, high * unit, _SLANT[0] * long * unit, _SLANT[1] * long * unit
    left, low = 66.0, 16 + h + dy
    right = left + w
    drawn = [
        path(f"M{left:.1f} {low:.1f}h{w:.1f}L{left:.1f} {low - h:.1f}Z", fill=_PALE),
        path(f"M{left:.1f} {low - h:.1f}l{dx:.1f} {-dy:.1f}l{w:.1f} {h:.1f}L{right:.1f} {low:.1f}Z", fill="#cfe3da"),
        right_angle(left, low, 1),
        label(left + w / 2, low + 22, base, size=16),
        label(left - 6, low - h / 2 + 5, height, size=16, anchor="end"),
        label(right + dx / 2 + 8, low - dy / 2 + 20, length, size=16, anchor="start"),
    ]
    described = Text(
        f"Prism trionglog. Sail y triongl ongl sgwâr: {base}. Uchder y triongl: {height}. Hyd y prism: {length}.",
        f"A triangular prism. Base of the right-angled triangle: {base}. Height of the triangle: {height}. "
        f"Length of the prism: {length}.",
    )
    return picture((max(right + dx, right + dx / 2 + 60) + 16, low + 32), "prism", described, drawn)
