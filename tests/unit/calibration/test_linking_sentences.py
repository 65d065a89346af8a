"""Whatever linking says, it says in Welsh too."""

from calibration.linking.anchor_report import LinkingRemark
from calibration.linking.anchor_stability import LinkVerdict
from calibration.linking.linking_constants import ExclusionReason, LinkStatus
from calibration.sentences.linking_sentences import WELSH, linking_phrase


def test_every_reason_status_and_remark_is_there_in_welsh() -> None:
    said = [*ExclusionReason, *LinkStatus, *LinkingRemark, *LinkVerdict]
    assert set(WELSH) == set(said)
    assert [each for each in said if linking_phrase(each, "cy") == linking_phrase(each, "en")] == []
    assert not [phrase for phrase in WELSH.values() if "'" in phrase]


def test_english_is_the_value() -> None:
    assert linking_phrase(ExclusionReason.PROVISIONAL, "en") == "provisional items are never anchors"
