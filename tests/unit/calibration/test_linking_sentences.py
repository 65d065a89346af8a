"""Whatever linking says, it says in Welsh too."""

import pytest

from calibration import CalibrationError, ErrorCode, FitStatus
from calibration.errors import Described
from calibration.linking.anchor_report import LinkingRemark
from calibration.linking.anchor_stability import LinkVerdict
from calibration.linking.linking_constants import ExclusionReason, LinkStatus
from calibration.sentences.linking_sentences import WELSH, linking_phrase
from calibration.sentences.sentences import error_sentence, status_phrase


def test_every_reason_status_and_remark_is_there_in_welsh() -> None:
    said = [*ExclusionReason, *LinkStatus, *LinkingRemark, *LinkVerdict]
    assert set(WELSH) == set(said)
    assert [each for each in said if linking_phrase(each, "cy") == linking_phrase(each, "en")] == []
    assert not [phrase for phrase in WELSH.values() if "'" in phrase]


def test_english_is_the_value() -> None:
    assert linking_phrase(ExclusionReason.PROVISIONAL, "en") == "provisional items are never anchors"


@pytest.mark.parametrize("status", FitStatus)
def test_a_refusal_for_a_fit_that_did_not_converge_tells_its_status_in_welsh(status: FitStatus) -> None:
    refused = CalibrationError(ErrorCode.NOT_CONVERGED, got=status)
    assert error_sentence(refused, "cy").endswith(f"cafwyd: {status_phrase(status, 'cy')}")
    assert error_sentence(refused, "en").endswith(f"got: {status.value}")


@pytest.mark.parametrize("status", LinkStatus)
def test_a_refusal_of_constants_tells_the_status_of_the_link_in_welsh(status: LinkStatus) -> None:
    refused = CalibrationError(ErrorCode.LINK_NOT_CONVERGED, got=status)
    assert error_sentence(refused, "cy").endswith(f"cafwyd: {WELSH[status]}")


@pytest.mark.parametrize("name", ["new", "old", "a value", "scores alone", "converged"])
def test_a_name_that_somebody_gave_stays_as_it_is(name: str) -> None:
    """Fault: "cafwyd y graddnodiad newydd eto", of an item that is called "new"."""
    twice = CalibrationError(ErrorCode.FEATURE_TWICE, row=3, item=name, first=2)
    assert f"cafwyd {name} eto" in error_sentence(twice, "cy")
    group = CalibrationError(ErrorCode.OPTION, name="group", expected="new", got=name)
    assert error_sentence(group, "cy") == f"group: disgwylid new, cafwyd {name}"
    told = CalibrationError(ErrorCode.OPTION, name="group", expected="one of these", got=Described("new"))
    assert error_sentence(told, "cy") == "group: disgwylid un o’r rhain, cafwyd y graddnodiad newydd"
