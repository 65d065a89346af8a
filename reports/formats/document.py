"""A document of sections with paragraphs, tables and charts: as a page, and as tagged PDF with the same content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from itembank.html_report.html_tables import captioned_chart, side_by_side, table
from itembank.html_report.standalone_page import standalone_page
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text
from reports.formats.pdf import typeset

# The colours of page.css: what sets the PDF knows no variables.
_CHART_STYLE = """<style>
text { fill: #1b1f23; font: 13px "Libertinus Serif", serif; } .tick, .name { fill: #4a5159; }
.grid { stroke: #dfe3e6; } .axis { stroke: #8a9199; } .level { stroke: #1b1f23; stroke-dasharray: 2 3; }
.line { fill: none; stroke-width: 2.2; } .line-1 { stroke: #0b5d3b; }
.line-2 { stroke: #9a4a00; stroke-dasharray: 8 4; } circle { fill: #1f4e8c; } .dot-1 { fill: #0b5d3b; }
.dot-2 { fill: #fff; stroke: #9a4a00; stroke-width: 2; } .label-1 { fill: #0b5d3b; } .label-2 { fill: #9a4a00; }
</style>"""


@dataclass(frozen=True)
class Figures:
    """A table; its first ``text_columns`` columns are text, the others figures."""

    caption: str
    heads: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1


@dataclass(frozen=True)
class Chart:
    """A chart as SVG, with its texts."""

    text: ChartText
    svg: str


Part = str | Figures | Chart
"""A part of a section; text is a paragraph."""


@dataclass(frozen=True)
class DocumentSection:
    """A section: its heading and its parts in order."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Parameters
    ----------
    made : what it was made of and when, below the title
    """

    title: str
    made: str
    sections: tuple[DocumentSection, ...]


def document_page(document: Document, language: Language) -> str:
    """The document as a self-contained HTML page."""
    title = escape(document.title)
    parts = [f'<h1>{title}</h1><p class="made">{escape(document.made)}</p>']
    for section in document.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [_html(part, language) for part in section.parts]
    return standalone_page(title, "".join(parts), language)


def document_pdf(document: Document, language: Language, on: date) -> bytes:
    """The document as tagged PDF.

    Parameters
    ----------
    on : the day that the document bears
    """
    sections = [{"heading": section.heading, "parts": list(_data(section, language))} for section in document.sections]
    data = {"title": document.title, "made": document.made, "sections": sections, "language": language}
    return typeset("document.typ", data, on)


def _html(part: Part, language: Language) -> str:
    if isinstance(part, Figures):
        return table(part.caption, part.heads, part.rows, language, part.text_columns)
    if isinstance(part, Chart):
        return side_by_side(captioned_chart(part.text, part.svg))
    return f"<p>{escape(part)}</p>"


def _data(section: DocumentSection, language: Language) -> Iterator[dict[str, object]]:
    for part in section.parts:
        if isinstance(part, Figures):
            heads = [head[language] for head in part.heads]
            yield {"table": part.caption, "heads": heads, "rows": part.rows, "text_columns": part.text_columns}
        elif isinstance(part, Chart):
            yield {"chart": part.text.title, "told": part.text.description, "svg": _styled(part.svg)}
        else:
            yield {"text": part}


def _styled(svg: str) -> str:
    """The chart as an image of its own, with its name space and colours."""
    opening, ended, rest = svg.partition(">")
    return opening.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + ended + _CHART_STYLE + rest
