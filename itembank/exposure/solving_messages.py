"""Messages of `mesur bank solve` in both languages."""

from collections.abc import Sequence
from pathlib import Path

from engine import ExceededRate, ExposureStatus
from itembank.exposure.solved_years import SolvedYear
from itembank.language import Language, Text

SOLVING = Text("Datrys", "Solving")
GOES_ON = Text(
    "Mae’n mynd ymlaen lle y stopiodd: mae %d o grwpiau blwyddyn wedi’u datrys, yn ôl %s.",
    "It goes on where it was broken off: %d year groups are done, by %s.",
)
KEPT = Text("fel o’r blaen: nid oes dim wedi newid iddi", "as before: nothing has changed for it")
NOTHING_TO_SOLVE = Text("cyfradd 1: dim i’w ddatrys", "rate 1: nothing to solve")
SOLVED = Text(
    "y nod: pob eitem mewn %.3f o’r eisteddiadau ar y mwyaf; y gyfradd uchaf wrth wirio: %.3f"
    " (gall hyd at %.3f fod yn siawns): %s",
    "the aim: each item in at most %.3f of the sittings; highest in the check: %.3f (up to %.3f may be chance): %s",
)
STATUSES = {
    ExposureStatus.CONVERGED: Text("cedwir at bob cyfradd", "every rate is kept"),
    ExposureStatus.UNCHECKED: Text(
        "rhy ychydig o eisteddiadau i wirio’r cyfraddau", "too few sittings to check the rates by"
    ),
    ExposureStatus.INFEASIBLE: Text(
        "mae cynnwys y prawf yn gofyn am rai eitemau’n amlach na’r nod",
        "the content of the test needs some items more often than that",
    ),
}
TOO_OFTEN = Text("gofynnir rhai eitemau’n rhy aml o hyd", "some items are still asked too often")
HELD_BACK = Text(
    "ni ofynnir yr un eitem yn rhy aml, ond mae rhai’n cael eu dal yn ôl yn fwy nag sydd raid",
    "no item is asked too often, but some are held back more than they need be",
)
EXCESS = Text("%s: mewn %.3f o’r eisteddiadau yn lle %.3f", "%s: in %.3f of the sittings instead of %.3f")
NEEDED = Text("%s; mae’r cynnwys yn gofyn am %.3f", "%s; content needs %.3f")
NOT_KEPT = Text(
    "Mae’r banc wedi’i ysgrifennu, ond ni chedwir at bob cyfradd.", "The bank is written, but not every rate is kept."
)
GO_ON = Text(
    "Digwydd hyn weithiau ar ôl ychwanegu ychydig eitemau, heb fod dim o’i le arnynt. Rhowch y gorchymyn eto gyda"
    " --from %s, sy’n mynd ymlaen oddi yno. Os yw’n dweud yr un peth wedyn, rhowch ef heb --from, i ddatrys"
    " o’r newydd.",
    "This happens at times after a few items are added, without a fault in them. Give the command again with --from %s,"
    " which goes on from there. If it says the same then, give it without --from, which solves anew.",
)
MORE = Text(
    "Rhowch y gorchymyn eto gyda mwy o --sittings ac --iterations.",
    "Give the command again with more --sittings and --iterations.",
)
MORE_SITTINGS = Text("Rhowch y gorchymyn eto gyda mwy o --sittings.", "Give the command again with more --sittings.")
MORE_ITEMS = Text(
    "Lle mae’r cynnwys yn gofyn am fwy, ysgrifennwch ragor o eitemau o’r math hwnnw neu llaciwch y glasbrint.",
    "Where content needs more, write more items of that kind or loosen the blueprint.",
)


def outcome(solved: SolvedYear, language: Language) -> str:
    """What solving found for a year group."""
    if solved.status is None:
        return (KEPT if solved.kept else NOTHING_TO_SOLVE)[language]
    unsettled = TOO_OFTEN if solved.exceeding else HELD_BACK
    found = STATUSES.get(solved.status, unsettled)[language]
    return SOLVED[language] % (solved.rate, solved.highest, solved.by_chance, found)


def excess(exceeded: ExceededRate, name: str, language: Language) -> str:
    """An item that is asked too often, by the name that its author gave it."""
    told = EXCESS[language] % (name, exceeded.rate, exceeded.allowed)
    return NEEDED[language] % (told, exceeded.needed) if exceeded.needed > exceeded.allowed else told


def advice(missed: Sequence[SolvedYear], result: Path, language: Language, *, anew: bool) -> str:
    """What to do about year groups whose rates are not kept.

    Parameters
    ----------
    result : the file of the bank that was written
    anew : whether nothing was started from
    """
    statuses = {each.status for each in missed}
    told = [NOT_KEPT[language]]
    if ExposureStatus.UNSETTLED in statuses:
        told.append(MORE[language] if anew else GO_ON[language] % result)
    elif ExposureStatus.UNCHECKED in statuses:
        told.append(MORE_SITTINGS[language])
    if any(item.infeasible for each in missed for item in each.exceeding):
        told.append(MORE_ITEMS[language])
    return " ".join(told)
