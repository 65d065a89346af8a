"""The QR code that opens the page of class PINs with a PIN in its box, drawn as SVG."""

from __future__ import annotations

from html import escape

from delivery_api.web.reader_language import Language

QUIET_ZONE = 4
"""White modules around a code, as ISO/IEC 18004 asks for."""


def pin_link(public_url: str, pin: str, language: Language | None = None) -> str:
    """The address that a code holds: the PIN stands in its fragment, which browsers send to no server and no log.

    Parameters
    ----------
    language : in which the page opens; None where the browser decides
    """
    return f"{public_url}/pin{f'?lang={language}' if language else ''}#{pin}"


def qr_svg(text: str, name: str) -> str:
    """A QR code as SVG, black on white whatever the colours of the page: cameras read no other.

    Parameters
    ----------
    text : what it holds
    name : what it is, for whoever does not see it
    """
    import segno  # read by the first sheet: no worker that shows none holds it in memory

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(
        f"M{column + QUIET_ZONE} {line + QUIET_ZONE}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg class="mesur-code" viewBox="0 0 {side} {side}" role="img" aria-label="{escape(name)}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
