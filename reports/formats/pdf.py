"""Feedback as tagged PDF (PDF/UA-1), typeset by Typst with its built-in fonts.

All text is passed to the template as data, so that a name cannot be interpreted as markup. The same arguments give the
same bytes: the document's timestamp is the day of the feedback, not the time of generation.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from reports.feedback.class_feedback import ClassFeedback
from reports.feedback.class_messages import ClassMessages
from reports.feedback.learner_feedback import LearnerFeedback
from reports.feedback.learner_messages import LearnerMessages
from reports.feedback.staff_messages import StaffMessages
from reports.feedback.young_messages import YoungMessages
from reports.feedback.young_pictures import picture_svg
from reports.formats.typesetting_child import TypstDocument, typeset_document
from reports.scales.reporting_scale import ScaleScore
from reports.scales.score_band import AXIS
from reports.scales.year_range import YearRange

FOLDER = Path(__file__).parent

LEARNERS = "learner.typ"

Pages = dict[str, Any]
"""The pages of a learner, as their template reads them."""


def learner_pdf(
    feedback: LearnerFeedback,
    messages: LearnerMessages,
    name: str,
    language: str,
    staff: StaffMessages | None = None,
    where: str = "",
    demonstration: str = "",
) -> bytes:
    """Return a learner's feedback as PDF.

    Parameters
    ----------
    feedback : the values, from which the band is drawn
    messages : messages of the same feedback in the language
    name : the learner's name as printed
    language : ``cy`` or ``en``, declared in the document for screen readers
    staff : what staff read beside it, on a page of its own that can be kept back; None for the learner
    where : school and class
    demonstration : that all of it is made up, for each sheet; empty where it is not
    """
    pages = learner_pages(feedback, messages, name, language, staff, where, demonstration=demonstration)
    return typeset(LEARNERS, learners_data([pages], f"{messages.title}: {name}", language), feedback.finished_on)


def learner_pages(
    feedback: LearnerFeedback,
    messages: LearnerMessages,
    name: str,
    language: str,
    staff: StaffMessages | None = None,
    where: str = "",
    bookmark: str = "",
    demonstration: str = "",
) -> Pages:
    """What `LEARNERS` reads of a learner.

    Parameters
    ----------
    feedback, messages, name, language, staff, where, demonstration : as in `learner_pdf`
    bookmark : the heading of the pages in a file of several learners; "" in a file of one
    """
    return {
        "messages": asdict(messages),
        "foot": " · ".join(part for part in (name, messages.subject, where, *messages.foot) if part),
        "name": name,
        "where": where,
        "language": language,
        "band": band_places(feedback.scale) if feedback.scale else None,
        "staff": _staff(staff) if staff else None,
        "half": half_places(feedback.year_range) if feedback.year_range else None,
        "pictures": _pictures(messages.young) if messages.young else None,
        "bookmark": bookmark,
        "demonstration": demonstration,
    }


def learners_data(pages: Sequence[Pages], title: str, language: str) -> dict[str, Any]:
    """What `LEARNERS`, or `letter.LETTERS`, reads of a file of one learner or several.

    Parameters
    ----------
    title : of the file
    language : of the file; each learner's pages have their own
    """
    return {"learners": list(pages), "title": title, "language": language}


# The colours of page.css: what sets the PDF knows no variables.
_PICTURE_STYLE = """<style>
.mesur-picture__main { fill: #155c3b; } .mesur-picture__soft { fill: #e7f1ea; stroke: #68737b; stroke-width: 2; }
.mesur-picture__warm { fill: #c4510a; } .mesur-picture__handle { fill: none; stroke: #1b1f23; stroke-width: 12; }
.mesur-picture__line { fill: none; stroke: #1b1f23; stroke-width: 4; }
</style>"""


_CHART_STYLE = """<style>
svg { color: #1b1f23; } text { font-family: "Libertinus Serif", serif; } .mesur-strands__range, .mesur-strands__dot,
.mesur-scores__range, .mesur-scores__dot { fill: #0b5d3b; }
</style>"""


def _staff(staff: StaffMessages) -> dict[str, Any]:
    """The messages as data; each chart is an image of its own, with its colours."""
    data = asdict(staff)
    for part in ("progress", "strands"):
        if data[part]:
            data[part]["chart"]["svg"] = data[part]["chart"]["svg"].replace("><title>", f">{_CHART_STYLE}<title>", 1)
    return data


def _pictures(young: YoungMessages) -> list[str]:
    """The three pictures as images of their own, with their colours."""
    drawn = (picture_svg(each) for each in (young.way, young.can[0], young.comes_next[0]))
    return [svg.replace("><title>", f">{_PICTURE_STYLE}<title>", 1) for svg in drawn]


def class_pdf(
    feedback: ClassFeedback, messages: ClassMessages, class_name: str, school: str, language: str, on: date
) -> bytes:
    """Return a class's feedback as PDF, for staff.

    Parameters
    ----------
    feedback : the values, from which the bands are drawn
    messages : messages of the class's feedback in the language
    class_name, school : names as printed
    language : ``cy`` or ``en``, declared in the document for screen readers
    on : date of printing
    """
    data = {
        "messages": asdict(messages),
        "class_name": class_name,
        "school": school,
        "language": language,
        "ticks": _ticks(),
        "bands": [band_places(row.scale) if row.scale else None for row in feedback.rows],
    }
    return typeset("class.typ", data, on)


def typeset(template: str, data: dict[str, Any], on: date) -> bytes:
    """Return a template of this folder as PDF.

    Parameters
    ----------
    data : what the template reads, as JSON
    on : the day that the document bears
    """
    return typeset_document(document(template, data, on))


def document(template: str, data: dict[str, Any], on: date) -> TypstDocument:
    """What `typesetting_child` makes a PDF of: a template of this folder, its data, and the day it bears."""
    noon = int(datetime.combine(on, time(12), UTC).timestamp())
    return TypstDocument(str(FOLDER / template), json.dumps(data), noon)


def band_places(scale: ScaleScore) -> dict[str, float | list[dict[str, float]]]:
    """Where a score and its band are drawn: positions on the axis as shares of its length, 0 to 1."""
    drawn = AXIS.drawn(scale)
    return {
        "score": scale.score,
        "at": AXIS.share(scale.score),
        "from": 0.0 if drawn.open_below else AXIS.share(scale.low),
        "to": 1.0 if drawn.open_above else AXIS.share(scale.high),
        "open_below": drawn.open_below,
        "open_above": drawn.open_above,
        "ticks": _ticks(),
    }


def _ticks() -> list[dict[str, float]]:
    return [{"points": points, "at": AXIS.share(points)} for points in AXIS.ticks]


def half_places(half: YearRange) -> dict[str, float]:
    return {"from": AXIS.share(half.low), "to": AXIS.share(half.high)}
