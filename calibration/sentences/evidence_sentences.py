"""Remarks on items, options and groups in English or Welsh."""

from enum import StrEnum

from calibration.classical.distractor_analysis import OptionRemark
from calibration.classical.item_statistics import Criterion, ItemRemark
from calibration.fit.infit_outfit import FitRemark
from calibration.invariance.dif_classes import DifClass, DifRemark, Purification
from calibration.invariance.matching_strata import Matching
from calibration.persons.reliability import UnavailableReason
from calibration.results.small_groups import SuppressionReason

WELSH: dict[StrEnum, str] = {
    Criterion.REST_SCORE: "sgôr y gweddill: swm sgorau’r person ar yr eitemau eraill",
    Criterion.REST_IN_FORM: "sgôr y gweddill, wedi’i safoni ymhlith y bobl a gafodd yr un eitemau yn union",
    Criterion.ABILITY: "gallu (EAP yn ôl y ffit) o ymatebion eraill y person",
    ItemRemark.REVERSED: "mae’r rhai mwy galluog yn gwneud yn waeth: gwiriwch yr allwedd",
    ItemRemark.WEAK: "prin y mae’n gwahaniaethu rhwng y galluog a’r llai galluog",
    ItemRemark.TOO_EASY: "bron pob un o’r rhai a’i cafodd a atebodd yn gywir",
    ItemRemark.TOO_HARD: "ychydig iawn o’r rhai a’i cafodd a atebodd yn gywir",
    ItemRemark.UNUSED: "sgôr na chafodd neb: ystyriwch ei uno â’r un nesaf",
    ItemRemark.DISORDERED: "nid yw’r rhai â sgôr uwch yn fwy galluog ar gyfartaledd: gwiriwch y rheol sgorio",
    ItemRemark.FEW: "rhy ychydig o ymatebion i ddweud dim",
    OptionRemark.ABLER_THAN_KEY: "dewis pobl fwy galluog na’r rhai a ddewisodd yr allwedd: gwiriwch yr allwedd",
    OptionRemark.ATTRACTS_ABLE: "opsiwn anghywir sy’n denu’r galluog: efallai fod modd ei amddiffyn",
    OptionRemark.RARE: "opsiwn anghywir nad oes bron neb yn ei ddewis",
    FitRemark.NOISY: "mae’r atebion yn fwy gwasgarog nag y dywed y model: geiriad aneglur, dyfalu, neu fesur ail beth",
    FitRemark.MUTED: "mae’r atebion yn llai gwasgarog nag y dywed y model: efallai fod yr eitem yn ailadrodd un arall"
    " neu’n ei datgelu",
    FitRemark.CURVE: "mae’r atebion yn dilyn cromlin wahanol i un y model: edrychwch ar ddotiau ei siart, ei hallwedd "
    "a’i hopsiynau",
    FitRemark.SURPRISES: "ambell ateb annhebygol iawn: chwiliwch am lithriadau, copïo neu opsiwn diffygiol",
    UnavailableReason.NOT_COMPLETE: "heb ei roi: cafodd pobl eitemau gwahanol",
    UnavailableReason.TOO_FEW_ITEMS: "heb ei roi: llai na dwy eitem",
    UnavailableReason.TOO_FEW_PERSONS: "heb ei roi: llai na dau berson",
    UnavailableReason.NO_SPREAD: "heb ei roi: yr un yw pob cyfanswm",
    UnavailableReason.NOT_A_POPULATION: "heb ei roi: nid oes gan y ffit boblogaeth o’r bobl hyn yn unig",
    SuppressionReason.FEW_PERSONS: "nis dangosir: llai na 10 person",
    SuppressionReason.COMPLEMENT: "nis dangosir: gyda ffigurau pawb byddai’n datgelu ffigurau grŵp o lai na 10",
    Matching.TOTAL: "cyfanswm sgorau’r eitemau a gadwyd i baru, gan gynnwys yr eitem ei hun, ymhlith y rhai a gafodd"
    " yr un eitemau",
    Matching.ABILITY: "gallu (EAP yn ôl y ffit, un rhagddosbarthiad i bawb) o’r eitemau a gadwyd i baru, gan gynnwys yr"
    " eitem ei hun",
    DifClass.A: "A",
    DifClass.B: "B",
    DifClass.C: "C",
    DifClass.AA: "AA",
    DifClass.BB: "BB",
    DifClass.CC: "CC",
    DifClass.TOO_FEW: "rhy ychydig",
    DifClass.NOT_ESTIMABLE: "ni ellir ei amcangyfrif",
    DifRemark.NONE: "dim DIF gwerth sôn amdano",
    DifRemark.SOME_AGAINST: "braidd yn anoddach i’r grŵp ffocws nag y mae ei allu’n ei esbonio: dewiswch un arall lle"
    " mae un",
    DifRemark.SOME_FOR: "braidd yn haws i’r grŵp ffocws nag y mae ei allu’n ei esbonio: dewiswch un arall lle mae un",
    DifRemark.LARGE_AGAINST: "llawer anoddach i’r grŵp ffocws nag y mae ei allu’n ei esbonio: i’w chymeradwyo gan"
    " adolygwyr cyn ei defnyddio",
    DifRemark.LARGE_FOR: "llawer haws i’r grŵp ffocws nag y mae ei allu’n ei esbonio: i’w chymeradwyo gan adolygwyr cyn"
    " ei defnyddio",
    DifRemark.SOME_CROSSING: "anoddach i’r naill grŵp ar rai lefelau gallu ac i’r llall ar lefelau eraill: dewiswch un"
    " arall lle mae un",
    DifRemark.LARGE_CROSSING: "llawer anoddach i’r naill grŵp ar rai lefelau gallu ac i’r llall ar lefelau eraill: i’w"
    " chymeradwyo gan adolygwyr cyn ei defnyddio",
    DifRemark.TOO_FEW: "rhy ychydig o ymatebion yn un o’r grwpiau i ddweud",
    DifRemark.NOT_ESTIMABLE: "ni ellir ei amcangyfrif: yr un yw pob ateb y gellir ei gymharu, neu ni"
    " chydgyfeiriodd y ffit",
    Purification.NOT_ASKED: "defnyddir pob eitem i baru pobl",
    Purification.SETTLED: "gadewir eitemau â DIF allan wrth baru pobl, ac nid yw hynny’n newid dim mwy",
    Purification.UNSETTLED: "roedd yr eitemau â DIF yn dal i newid pan ddaeth y rowndiau i ben",
    Purification.GIVEN: "enwyd yr angorau",
    Purification.TOO_FEW_LEFT: "roedd DIF ar bron pob eitem: rhy ychydig yn weddill i baru pobl",
}


def evidence_phrase(code: StrEnum, language: str) -> str:
    """The phrase for a code, in ``cy`` or ``en``.

    Parameters
    ----------
    code : a ``Criterion``, ``ItemRemark``, ``OptionRemark``, ``FitRemark``, ``UnavailableReason``, ``Matching``,
        ``SuppressionReason``, ``DifClass``, ``DifRemark`` or ``Purification``
    """
    return WELSH[code] if language == "cy" else code.value
