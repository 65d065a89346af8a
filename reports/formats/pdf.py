"""Feedback on paper: tagged PDF (PDF/UA-1), set with Typst from its built-in faces.

Every text reaches the template as data, so that a name cannot be read as markup. The same arguments give the same
bytes: the document carries the day it speaks of, not the moment it was made.
"""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from reports.feedback.class_messages import ClassWords
from reports.feedback.learner_feedback import LearnerFeedback
from reports.feedback.learner_messages import LearnerWords
from reports.feedback.reporting_scale import ScaleScore
from reports.feedback.score_band import Axis, axis_for

FOLDER = Path(__file__).parent


def learner_pdf(feedback: LearnerFeedback, words: LearnerWords, name: str, language: str) -> bytes:
    """A learner's feedback as PDF.

    Parameters
    ----------
    feedback : the values, from which the band is drawn
    words : the same feedback's words in the language
    name : the learner's name as it is to be printed
    language : ``cy`` or ``en``, declared in the document for screen readers
    """
    data = {"words": asdict(words), "name": name, "language": language, "band": _band(feedback.scale)}
    return _set("learner.typ", data, feedback.finished_on)


def class_pdf(words: ClassWords, class_name: str, school: str, language: str, on: date) -> bytes:
    """A class's feedback as PDF, for staff.

    Parameters
    ----------
    words : the class's words in the language
    class_name, school : as they are to be printed
    language : ``cy`` or ``en``, declared in the document for screen readers
    on : the day it is printed
    """
    data = {"words": asdict(words), "class_name": class_name, "school": school, "language": language}
    return _set("class.typ", data, on)


def _set(template: str, data: dict[str, Any], on: date) -> bytes:
    return typst.compile(
        str(FOLDER / template),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=int(datetime.combine(on, time(12), UTC).timestamp()),
    )


def _band(scale: ScaleScore) -> dict[str, float | list[dict[str, float]]]:
    """Places on the axis as shares of its length."""
    axis = axis_for(scale)
    return {
        "score": scale.score,
        "at": _share(scale.score, axis),
        "from": 0.0 if scale.open_below else _share(scale.low, axis),
        "to": 1.0 if scale.open_above else _share(scale.high, axis),
        "open_below": scale.open_below,
        "open_above": scale.open_above,
        "ticks": [{"points": points, "at": _share(points, axis)} for points in axis.ticks],
    }


def _share(points: int, axis: Axis) -> float:
    return (points - axis.low) / (axis.high - axis.low)
