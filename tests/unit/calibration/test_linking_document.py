"""A subject's scale and a link, as documents keep them."""

import json

import numpy as np
import pytest

from calibration.errors import CalibrationError, NotConverged
from calibration.linking.anchor_report import linking_report
from calibration.linking.link import link
from calibration.linking.linking_constants import BothWays, Form, LinkingConstants, LinkStatus
from calibration.linking.linking_document import Scale, linking_document
from engine import ItemParameters, ParameterCovariance

FIRST, SECOND, THIRD = "a" * 64, "b" * 64, "c" * 64
ORIGIN, UNIT = "the mean of Year 5, autumn 2026", "that year group's standard deviation"
CONSTANTS = LinkingConstants(1.1, -0.2, "given", covariance=np.array([[0.01, 0.001], [0.001, 0.02]]))


def first() -> Scale:
    return Scale.set_by("numeracy-procedural", FIRST, origin=ORIGIN, unit=UNIT)


def test_the_first_calibration_sets_origin_and_unit() -> None:
    assert (first().A, first().B, first().calibrations) == (1.0, 0.0, (FIRST,))
    assert first().covariance == ((0.0, 0.0), (0.0, 0.0))


def test_a_later_calibration_keeps_them_and_names_its_way() -> None:
    later = first().joined(SECOND, CONSTANTS)
    assert (later.origin, later.unit, later.calibrations) == (ORIGIN, UNIT, (FIRST, SECOND))
    assert (later.A, later.B, later.covariance) == (1.1, -0.2, ((0.01, 0.001), (0.001, 0.02)))
    unknown = later.joined(THIRD, LinkingConstants(1.0, 0.1, "given"))
    assert (unknown.calibrations, unknown.covariance) == ((FIRST, SECOND, THIRD), None)


def test_constants_that_may_not_be_used_put_nothing_on_the_scale() -> None:
    with pytest.raises(NotConverged):
        first().joined(SECOND, LinkingConstants(1.0, 0.0, "given", status=LinkStatus.NOT_CONVERGED))


@pytest.mark.parametrize("scale", [first(), first().joined(SECOND, CONSTANTS)])
def test_a_scale_comes_back_from_its_document(scale: Scale) -> None:
    assert Scale.from_document(json.loads(json.dumps(scale.document()))) == scale


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "mesur-scale/9"}, "format: expected mesur-scale/1, got mesur-scale/9"),
        ({"calibrations": ["short"]}, "calibrations: expected SHA-256 of documents, got short"),
        ({"calibrations": []}, "calibrations: expected SHA-256 of documents, got none"),
        ({"origin": " "}, "origin: expected words"),
    ],
)
def test_a_document_that_is_no_scale_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(CalibrationError, match=message):
        Scale.from_document(first().document() | change)


def test_a_document_that_lacks_a_value_is_refused() -> None:
    document = first().document()
    del document["B"]
    with pytest.raises(CalibrationError, match="got no B"):
        Scale.from_document(document)


def test_a_link_is_written_with_its_anchors_and_what_was_left_out() -> None:
    ids = ("x", "y", "z")
    known = ParameterCovariance(ids, np.zeros((3, 4, 4)))
    new = Form(ids, ItemParameters.logistic([0.9, 1.1, 1.3], [-1.0, 0.1, 0.8]), known)
    old = Form(ids, ItemParameters.logistic([0.8, 1.0, 1.2], [-0.9, 0.4, 1.2]), known)
    found = link(new, old, provisional=["z"])
    document = json.loads(json.dumps(linking_document(linking_report(new, old, found)), allow_nan=False))
    assert document["format"] == "mesur-link/1"
    assert (document["A"], document["B"], document["se_A"]) == (found.A, found.B, 0.0)
    assert [anchor["id"] for anchor in document["anchors"]] == ["x", "y"]
    assert document["left_out"] == [{"id": "z", "why": "provisional items are never anchors", "z": None}]
    assert document["anchors"][0]["without"] is None
    assert len(document["compared_at"]["old"]["abilities"]) == 40
    both = link(new, old, direction=BothWays())
    assert set(linking_document(linking_report(new, old, both))["compared_at"]) == {"old", "new"}  # type: ignore[call-overload]
    assert linking_document(linking_report(new, old, link(new, old, "mean-mean")))["compared_at"] == {}
    assert (
        linking_document(linking_report(new, Form(ids, old.parameters), link(new, Form(ids, old.parameters))))["se_A"]
        is None
    )
