"""Whatever linking says, it says in Welsh too."""

from calibration.linking_report import LinkingRemark
from calibration.linking_speech import WELSH, linking_phrase
from calibration.linking_values import Absence, LinkStatus


def test_every_reason_status_and_remark_is_there_in_welsh() -> None:
    said = [*Absence, *LinkStatus, *LinkingRemark]
    assert set(WELSH) == set(said)
    assert [each for each in said if linking_phrase(each, "cy") == linking_phrase(each, "en")] == []
    assert not [phrase for phrase in WELSH.values() if "'" in phrase]


def test_english_is_the_value() -> None:
    assert linking_phrase(Absence.PROVISIONAL, "en") == "provisional items are never anchors"
