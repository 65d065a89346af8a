"""A learner's feedback on paper: one page of tagged PDF (PDF/UA-1), set with Typst from its built-in faces."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from reports.band import Axis, axis_for
from reports.learner import LearnerFeedback
from reports.learner_words import LearnerWords
from reports.scale import ScaleScore

TEMPLATE = Path(__file__).with_name("learner.typ")


def learner_pdf(feedback: LearnerFeedback, words: LearnerWords, name: str, language: str) -> bytes:
    """A learner's feedback as PDF.

    Parameters
    ----------
    feedback : the values, from which the band is drawn
    words : the same feedback's words in the language
    name : the learner's name as it is to be printed
    language : ``cy`` or ``en``, declared in the document for screen readers

    Notes
    -----
    Every text reaches the template as data, so that a name cannot be read as markup. The same arguments give the same
    bytes: the document's date is the day the sitting ended.
    """
    data = {"words": asdict(words), "name": name, "language": language, "band": _band(feedback.scale)}
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        timestamp=int(datetime.combine(feedback.finished_on, time(12), UTC).timestamp()),
    )


def _band(scale: ScaleScore) -> dict[str, float | list[dict[str, float]]]:
    """Places on the axis as shares of its length."""
    axis = axis_for(scale)
    return {
        "score": scale.score,
        "at": _share(scale.score, axis),
        "from": _share(scale.low, axis),
        "to": _share(scale.high, axis),
        "ticks": [{"points": points, "at": _share(points, axis)} for points in axis.ticks],
    }


def _share(points: int, axis: Axis) -> float:
    return (points - axis.low) / (axis.high - axis.low)
