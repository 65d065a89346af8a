"""Messages of `mesur bank solve` in both languages."""

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
    "cyfradd %.3f, yr uchaf wrth wirio %.3f (hyd at %.3f drwy siawns): %s",
    "rate %.3f, highest in the check %.3f (up to %.3f by chance): %s",
)
STATUSES = {
    ExposureStatus.CONVERGED: Text("cedwir pob cyfradd", "every rate is kept"),
    ExposureStatus.UNSETTLED: Text(
        "mae’r cyfraddau o hyd yn wahanol i’r hyn a geisiwyd",
        "the rates still differ from what was asked for",
    ),
    ExposureStatus.UNCHECKED: Text(
        "rhy ychydig o eisteddiadau i wirio’r cyfraddau", "too few sittings to check the rates by"
    ),
    ExposureStatus.INFEASIBLE: Text(
        "mae cynnwys y prawf yn gofyn am rai eitemau’n amlach na’r gyfradd",
        "the content of the test needs some items more often than the rate",
    ),
}
EXCESS = Text("eitem %s: mewn %.3f o’r eisteddiadau yn lle %.3f", "item %s: in %.3f of the sittings instead of %.3f")
NEEDED = Text("%s; mae’r cynnwys yn gofyn am %.3f", "%s; content needs %.3f")
MORE = Text(
    "Ni chedwir pob cyfradd. Os oes cyfradd yn wahanol i’r hyn a geisiwyd, rhowch y gorchymyn eto gyda mwy o"
    " --sittings a --iterations; os yw’r cynnwys yn gofyn am fwy, ysgrifennwch ragor o eitemau o’r math hwnnw neu"
    " llaciwch y glasbrint.",
    "Not every rate is kept. Where a rate differs from what was asked for, give the command again with more --sittings"
    " and --iterations; where content needs more, write more items of that kind or loosen the blueprint.",
)
ANEW = Text(
    "Ni chedwir pob cyfradd. Os oes cyfradd yn wahanol i’r hyn a geisiwyd, rhowch y gorchymyn eto gyda --from %s, sy’n"
    " mynd ymlaen oddi yno, neu heb --from, sy’n datrys o’r newydd; os yw’r cynnwys yn gofyn am fwy, ysgrifennwch ragor"
    " o eitemau o’r math hwnnw neu llaciwch y glasbrint.",
    "Not every rate is kept. Where a rate differs from what was asked for, give the command again with --from %s, which"
    " goes on from there, or without --from, which solves anew; where content needs more, write more items of that kind"
    " or loosen the blueprint.",
)


def outcome(solved: SolvedYear, language: Language) -> str:
    """What solving found for a year group."""
    if solved.status is None:
        return (KEPT if solved.kept else NOTHING_TO_SOLVE)[language]
    return SOLVED[language] % (solved.rate, solved.highest, solved.by_chance, STATUSES[solved.status][language])


def excess(exceeded: ExceededRate, language: Language) -> str:
    """An item that is asked too often."""
    told = EXCESS[language] % (exceeded.item, exceeded.rate, exceeded.allowed)
    return NEEDED[language] % (told, exceeded.needed) if exceeded.needed > exceeded.allowed else told
