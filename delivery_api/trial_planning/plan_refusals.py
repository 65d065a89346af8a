"""Why a plan cannot be carried out, in both languages: what was wanted, what there is, and what would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from calibration.collection import Aim, CollectionFault, InvalidCollection, Shortfall
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel
from itembank.html_report.html_tables import number, percent
from itembank.language import Text

MOST_NAMED = 6
"""Items that a sentence names."""


class PlanRefused(Exception):
    """A plan cannot be carried out; nothing is written.

    Parameters
    ----------
    sentences : one for each reason
    key : of the plan's file that the reason is about, such as ("items", "ids")
    values : of its list that are wrong
    """

    def __init__(self, sentences: Sequence[Text], key: Sequence[str], values: Sequence[str] = ()) -> None:
        super().__init__("\n".join(sentence.en for sentence in sentences))
        self.sentences, self.key, self.values = tuple(sentences), tuple(key), tuple(values)


NO_CANDIDATES = Text(
    "disgwylid eitemau dros dro i’w treialu, ac nid oes yr un yn y banc %s sy’n cyfateb i [items]",
    "expected provisional items to try, and bank %s has none that [items] describes",
)
FEW_CANDIDATES = Text(
    "rhy ychydig o eitemau (%s): ni fyddai gan Flwyddyn %s yr un i’w threialu, gan fod eitemau un darn neu un"
    " sefyllfa’n mynd gyda’i gilydd; byddai %s yn ddigon",
    "%s items are too few: Year %s would have none to try, since the items of a passage or a scenario go together; %s"
    " would do",
)
UNKNOWN_ITEMS = Text("nid yw’r eitemau hyn yn y banc %s: %s", "bank %s does not have the items %s")
WITHDRAWN_ITEMS = Text("mae’r eitemau hyn wedi’u tynnu allan: %s", "these items are withdrawn from use: %s")
ADOPTED_ITEMS = Text(
    "disgwylid eitemau dros dro i’w treialu, ac mae paramedrau’r rhain wedi’u mabwysiadu eisoes: %s. Gallant fod yn"
    " angorau",
    "expected provisional items to try, and the parameters of these are adopted already: %s. They can be anchors",
)
PROVISIONAL_ANCHORS = Text(
    "mae paramedrau’r angorau hyn dros dro, ac ni all yr hyn na fesurwyd ddal graddfa: %s. Disgwylid"
    " eitemau y mabwysiadwyd eu paramedrau",
    "the parameters of these anchors are provisional, and what nobody has measured cannot hold a"
    " scale: %s. Expected items whose parameters are adopted",
)
FEW_ANCHORS = Text(
    "rhy ychydig o angorau: mae angen %s ar Flwyddyn %s ac mae ganddi %s. Mabwysiadwch ragor o eitemau, rhowch lai i’w"
    " treialu, neu dywedwch o dan [items] pam y mae’r treial yn mynd yn ei flaen gyda llai (fewer_anchors)",
    "too few anchors: %s are needed in Year %s, which has %s. Adopt more items, try fewer, or say under [items] why the"
    " trial goes on with fewer (fewer_anchors)",
)
NO_POPULATION = Text(
    "nid oes gan y cynllun %s boblogaeth ar gyfer Blwyddyn %s; mae ganddo: %s",
    "the design %s has no population for Year %s; it has %s",
)
NOT_CONVERGED = Text(
    "ni chydgyfeiriodd yr un o’r treialon efelychedig: rhy ychydig o ymatebion, neu eitemau na all neb bron eu hateb",
    "none of the simulated trials converged: too few responses, or items that hardly anybody can answer",
)

_FAULTS: Mapping[CollectionFault, Callable[[Mapping[str, Any]], Text]] = {
    CollectionFault.NO_YEAR: lambda facts: Text(
        "ni chaiff yr un grŵp blwyddyn o’r cynllun (%s) yr eitemau hyn: %s",
        "no year group of the plan (%s) may be asked these items: %s",
    ).filled(", ".join(map(str, facts["years"])), named(facts["items"])),
    CollectionFault.EMPTY_YEAR: lambda facts: Text(
        "nid oes eitem ar gyfer Blwyddyn %s: rhowch ragor o eitemau, neu tynnwch y flwyddyn o’r cynllun",
        "there is no item for Year %s: give more items, or take the year out of the plan",
    ).filled(facts["year"]),
    CollectionFault.SHORT: lambda facts: Text(
        "rhaid i eisteddiad gael lle i dair adran gyda’r set fwyaf o eitemau: disgwylid %s o leiaf, cafwyd %s",
        "a sitting must have room for three sections with the largest set of items: expected at least %s, found %s",
    ).filled(facts["needed"], facts["length"]),
    CollectionFault.NOT_CONNECTED: lambda facts: Text(
        "ni fyddai’r cynllun yn gysylltiedig: nifer yr eitemau y mae Blwyddyn %s a Blwyddyn %s yn eu rhannu yw"
        " %s, ac mae angen %s. Rhowch eitemau y caniateir eu gofyn i’r ddwy flwyddyn, neu ychwanegwch y blynyddoedd"
        " rhyngddynt at y cynllun",
        "the design would not be connected: Years %s and %s share %s items, and %s are needed. Give items that both may"
        " be asked, or the years between them",
    ).filled(facts["below"], facts["above"], facts["shared"], facts["needed"]),
}
_KEYS = {CollectionFault.EMPTY_YEAR: ("years",), CollectionFault.SHORT: ("length",)}
_AIMS = {
    Aim.SE: Text("cyfeiliornad safonol cymedrig anhawster (logit)", "mean standard error of difficulty (logits)"),
    Aim.POWER: Text("pŵer i ganfod gwahaniaeth rhwng ieithoedd", "power to find a difference between languages"),
    Aim.LINKING: Text("cyfeiliornad cysylltu blynyddoedd (logit)", "linking error between years (logits)"),
}
_SHORT = Text(
    "sampl rhy fach: %s: y nod yw %s, disgwylir %s (nifer yr ymatebion i bob eitem ym mhob iaith: %s)",
    "sample too small: %s: the aim is %s, expected is %s with %s responses to each item in each language",
)
_NOT_COMPARED = Text(
    "ni chymherir ieithoedd eitem oni bai bod ganddi o leiaf %s o ymatebion wedi’u paru ym mhob iaith",
    "the languages are not compared on an item with fewer than %s matched responses in either",
)
_WOULD_DO = Text(
    "byddai %s yn ddigon (responses = %s): fe’i hefelychwyd hefyd",
    "%s would do (responses = %s): that was simulated too",
)
_WOULD_NOT = Text(
    "ni fyddai %s yn ddigon chwaith. Gostyngwch y nod, neu dewiswch eitemau eraill: mae gwahaniaeth yn ymddangos yn"
    " llai mewn eitem y gellir ei dyfalu",
    "%s would not do either. Lower the aim, or choose other items: a difference shows less in an item that can be"
    " guessed",
)


def named(items: Sequence[str]) -> str:
    """Some of the items, for a sentence."""
    return ", ".join(items[:MOST_NAMED]) + (", …" if len(items) > MOST_NAMED else "")


def collection_refusal(refused: InvalidCollection) -> PlanRefused:
    """The refusal of items and years that allow no collection design."""
    return PlanRefused([_FAULTS[refused.fault](refused.facts)], _KEYS.get(refused.fault, ("items",)))


def sample_refusal(found: Sequence[Shortfall], responses: int, tried: int, *, does: bool) -> PlanRefused:
    """The refusal of a sample that does not reach its aims.

    Parameters
    ----------
    tried : the larger number of responses that was simulated last
    does : whether every aim was reached with it
    """
    short = [_SHORT.filled(_AIMS[each.aim], *_aim_values(each), responses) for each in found]
    fewest = MantelHaenszel().fewest
    why = [_NOT_COMPARED.filled(fewest) for each in found if each.aim is Aim.POWER and not each.reached]
    larger = _WOULD_DO.filled(tried, tried) if does else _WOULD_NOT.filled(tried)
    return PlanRefused([*short, *why, larger], ("responses",))


def _aim_values(short: Shortfall) -> tuple[str, str]:
    if short.aim is Aim.POWER:
        return percent(short.wanted), percent(short.reached)
    return number(short.wanted), number(short.reached)
