"""Remarks on the drift of items in English or Welsh."""

from calibration.invariance.drift import DriftClass

WELSH = {
    DriftClass.STABLE: "dim drifft i’w weld",
    DriftClass.DRIFTED: "drifftiodd ei hanhawster: gwiriwch ei geiriad a’i hallwedd, ac a yw wedi’i datgelu, a"
    " graddnodwch hi eto",
    DriftClass.SMALL: "drifftiodd yn sicr, ond llai nag sydd o bwys: cadwch lygad arni",
    DriftClass.TOO_FEW: "rhy ychydig o ymatebion, neu o ffenestri, i ddweud",
}


def drift_phrase(code: DriftClass, language: str) -> str:
    """The phrase for a class, in ``cy`` or ``en``."""
    return WELSH[code] if language == "cy" else code.value
