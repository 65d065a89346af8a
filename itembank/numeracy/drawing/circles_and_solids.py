"""Drawings of circles, cuboids and prisms with measurements."""

from itembank.language import Text
from itembank.numeracy.drawing.svg import INK, circle, label, line, path, picture

_PART = {"diameter": Text("diamedr", "diameter"), "radius": Text("radiws", "radius")}
_PALE = "#e4efea"


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
    """A cuboid with three edges labelled."""
    front = "M20 60H190V150H20Z"
    drawn = [
        path(front, fill=_PALE),
        path("M20 60L70 20H240L190 60Z", fill="#ffffff"),
        path("M190 60L240 20V110L190 150Z", fill="#cfe3da"),
        label(105, 172, length, size=16),
        label(228, 146, width, size=16, anchor="start"),
        label(248, 72, height, size=16, anchor="start"),
    ]
    described = Text(
        f"Ciwboid. Hyd: {length}. Lled: {width}. Uchder: {height}.",
        f"A cuboid. Length: {length}. Width: {width}. Height: {height}.",
    )
    return picture((310, 182), "cuboid", described, drawn)


def triangular_prism(base: str, height: str, length: str) -> Text:
    """A prism on a right-angled triangle, with three edges labelled."""
    drawn = [
        path("M30 140H130L30 50Z", fill=_PALE),
        path("M30 50L160 20L260 110L130 140Z", fill="#cfe3da"),
        label(80, 162, base, size=16),
        label(24, 100, height, size=16, anchor="end"),
        label(214, 146, length, size=16, anchor="start"),
    ]
    described = Text(
        f"Prism trionglog. Sail y triongl ongl sgwâr: {base}. Uchder y triongl: {height}. Hyd y prism: {length}.",
        f"A triangular prism. Base of the right-angled triangle: {base}. Height of the triangle: {height}. "
        f"Length of the prism: {length}.",
    )
    return picture((300, 172), "prism", described, [f'<g transform="translate(36 0)">{"".join(drawn)}</g>'])
