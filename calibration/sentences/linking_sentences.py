"""Reasons, statuses and remarks of linking in English or Welsh."""

from calibration.linking.anchor_report import LinkingRemark
from calibration.linking.anchor_stability import LinkVerdict
from calibration.linking.linking_constants import ExclusionReason, LinkStatus

WELSH = {
    ExclusionReason.PROVISIONAL: "nid yw eitemau dros dro byth yn angorau",
    ExclusionReason.NOT_CHOSEN: "nid yw ymhlith yr angorau a enwyd",
    ExclusionReason.UNDETERMINED: "nid yw data un ochr yn pennu ei pharamedrau",
    ExclusionReason.MODEL: "mae ei model neu nifer ei chategorïau’n wahanol ar y ddwy ochr",
    ExclusionReason.SLOPE_MOVED: "symudodd ei goledd o’i gymharu â’r angorau eraill",
    ExclusionReason.LOCATION_MOVED: "symudodd ei hanhawster o’i gymharu â’r angorau eraill",
    LinkStatus.CONVERGED: "wedi cydgyfeirio",
    LinkStatus.NOT_CONVERGED: "ni chyrhaeddwyd isafbwynt y maen prawf",
    LinkStatus.NOT_DETERMINED: "mae’r maen prawf yn wastad: nid yw’r angorau’n pennu’r cysonion",
    LinkVerdict.HOLDS: "mae’r angorau’n cytuno",
    LinkVerdict.CONSTANTS_MOVE: "heb yr angorau a symudodd, mae’r cysonion yn gwahaniaethu o fwy nag sydd o bwys",
    LinkVerdict.MANY_MOVED: "symudodd un rhan o bump neu fwy o’r angorau o’u cymharu â’r lleill",
    LinkVerdict.CURVES_APART: "wedi’r cysylltu mae cromliniau’r angorau’n dal i wahaniaethu o fwy na 0.10 o’r sgôr",
    LinkingRemark.SLOPES_DIFFER: "un goledd cyffredin sydd gan yr angorau ar y naill ochr, a goleddau ar wahân ar y"
    " llall: nid oes cysonion sy’n gwneud i’r ddau fodel gytuno",
    LinkingRemark.SAME: "yr un paramedrau sydd gan yr holl angorau ar y ddwy ochr, fel mewn un graddnodiad neu mewn"
    " eitemau a ddaliwyd yn sefydlog: nid oes dim i’w gysylltu",
    LinkingRemark.FEW_ANCHORS: "llai na 10 angor: ychydig o eitemau sy’n cynnal y cyswllt",
    LinkingRemark.FAR_APART: "wedi’r cysylltu mae cromliniau’r angorau’n dal i wahaniaethu o fwy na 0.05 o’r sgôr: ai’r"
    " un eitemau ydynt?",
    LinkingRemark.MANY_LEFT_OUT: "cafodd mwy nag un rhan o bump o’r eitemau cyffredin eu hepgor",
}


def linking_phrase(code: ExclusionReason | LinkStatus | LinkingRemark | LinkVerdict, language: str) -> str:
    """A reason, a status or a remark in ``cy`` or ``en``."""
    return WELSH[code] if language == "cy" else code.value
