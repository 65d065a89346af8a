"""Messages of the simulation and bank commands, in Welsh and English."""

import os
from collections.abc import Mapping

from itembank.language import LANGUAGES, Language, Text

YEAR = Text("Blwyddyn %d: Normal(%.2f, %.2f), %d o eitemau ar gael", "Year %d: Normal(%.2f, %.2f), %d items eligible")
HEADS = (
    Text("θ", "θ"),
    Text("o fewn cyrraedd", "in reach"),
    Text("SE gorau", "best SE"),
    Text("gogwydd", "bias"),
    Text("SE Monte Carlo", "Monte Carlo SE"),
    Text("terfyn", "limit"),
    Text("iawn", "ok"),
    Text("SE cymedrig", "mean SE"),
)
YES = Text("ydy", "yes")
NO = Text("nac ydy", "no")
OUT_OF_REACH = Text(
    "Allan o gyrraedd y banc (%d o’r eitemau gorau: SE > %.1f): θ = %.2f, gogwydd %+.3f.",
    "Out of the bank’s reach (the best %d items: SE > %.1f): θ = %.2f, bias %+.3f.",
)
SPREAD = Text(
    "Dros ddosraniad y flwyddyn: RMSE %.3f, SE cymedrig %.3f, dibynadwyedd %.2f; y gallu yn y band 90%% mewn %.1f%%.",
    "Over the year’s distribution: RMSE %.3f, mean SE %.3f, reliability %.2f; the 90%% band holds ability in %.1f%%.",
)
USE = Text(
    "Defnydd: ni ofynnwyd %d o’r %d eitem o gwbl; yr un a ofynnwyd fwyaf: mewn %.1f%% o’r eisteddiadau. Mae dau"
    " eisteddiad yn rhannu %.1f%% o’u heitemau.",
    "Exposure: %d of %d items never asked; the most used in %.1f%% of sittings. Two sittings share %.1f%% of their"
    " items.",
)
TO_WRITE = Text(
    "Eitemau i’w hysgrifennu: %d (SE ≤ %.2f ym mhobman o −2 i 2 SD); --out sy’n dweud pa rai.",
    "Items to write: %d (SE ≤ %.2f everywhere from −2 to 2 SD); --out says which.",
)
TO_WRITE_NEAREST = Text(
    "Eitemau i’w hysgrifennu: %d, i ddod agosaf at SE ≤ %.2f o −2 i 2 SD, na fyddai hyd yn oed eitemau newydd delfrydol"
    " yn ei gyrraedd gyda’r hyd hwn; --out sy’n dweud pa rai.",
    "Items to write: %d, to come nearest to SE ≤ %.2f from −2 to 2 SD, which even ideal new items would not reach at"
    " this length; --out says which.",
)
CONTENT = Text(
    "Niferoedd y glasbrint: wedi’u cadw mewn %.1f%% o %d o eisteddiadau. Eitemau uwchlaw’r terfyn blwyddyn: %d.",
    "Counts: kept in %.1f%% of %d sittings. Items above the ceiling: %d.",
)
REACHED = Text("Pwyntiau o fewn cyrraedd: %d o %d (rhaid cael %d).", "Points in reach: %d of %d (%d needed).")
DEPENDENT = Text(
    "Mae atebion person i eitemau’r un set yn rhannu effaith ag SD o %.2f logit (--dependence 0: dim).",
    "One person’s answers to the items of one set share an effect with SD %.2f logits (--dependence 0: none).",
)
VERDICT = {
    True: Text("Mae pob gofyniad wedi’i fodloni.", "Every requirement is met."),
    False: Text("Nid yw pob gofyniad wedi’i fodloni: gweler uchod.", "Not every requirement is met: see above."),
}
PROGRESS = Text("Efelychu", "Simulating")
WRITTEN = Text("Ysgrifennwyd: %s", "Written: %s")
BESIDE = Text("… %d o ffeiliau eraill wrth ei hochr", "… and %d other files beside it")
WITHIN_ALONE = Text(
    "Mae --within %s yn dweud ym mha setiau mae atebion yn dibynnu ar ei gilydd: rhowch SD yr effaith hefyd, gyda"
    " --dependence",
    "--within %s says in which sets answers depend on each other: give --dependence too, its SD",
)
NO_FILE = Text("Nid oes ffeil o’r enw %s, na banc: %s", "There is no file %s, nor a bank: %s")
NO_SUCH_FILE = Text("Nid oes ffeil o’r enw %s", "There is no file %s")
UNWRITABLE = Text("Ni ellir ysgrifennu %s: %s", "Cannot write %s: %s")
UNREADABLE = Text("Ni ellir darllen %s: %s", "Cannot read %s: %s")
NOT_UTF8 = Text(
    "%s:%d: disgwylid testun mewn UTF-8, cafwyd llythyren mewn amgodiad arall; cadwch y ffeil fel “CSV UTF-8”",
    "%s:%d: expected text in UTF-8, got a letter in another encoding; save the file as “CSV UTF-8”",
)
NOT_TEXT = Text(
    "%s: disgwylid ffeil destun fel CSV, cafwyd %s; cadwch hi fel “CSV UTF-8”",
    "%s: expected a text file such as CSV, got %s; save it as “CSV UTF-8”",
)
OTHER_FILES = {b"PAR1": "Parquet", b"PK\x03\x04": "Excel, LibreOffice", b"\xd0\xcf\x11\xe0": "Excel"}
"""First bytes of files that are no text, and the programs they belong to."""
OS_REASONS = {
    "EISDIR": Text("ffolder yw", "it is a folder"),
    "EACCES": Text("nid oes caniatâd", "there is no permission"),
    "ENOENT": Text("nid yw’r ffolder yn bod", "there is no such folder"),
    "ENOSPC": Text("nid oes lle ar y ddisg", "there is no room on the disk"),
}
"""Why a file cannot be read or written, by the system's code."""
SE = Text("SE: cyfeiliornad safonol", "SE: standard error")
VALID = Text(
    "Banc dilys: %s, %d o eitemau, %d ar gyfer ymarfer, %s", "Valid bank: %s, %d items and %d for practice, %s"
)
SHOW_YEAR = Text("blwyddyn", "year")
SHOW_HEADS = (
    Text("eitemau", "items"),
    Text("ar gael", "eligible"),
    Text("ymarfer", "practice"),
    Text("b isaf", "lowest b"),
    Text("b canolrifol", "median b"),
    Text("b uchaf", "highest b"),
)


def chosen_language(asked: str | None, environment: Mapping[str, str] = os.environ) -> Language:
    """The language requested, else that of MESUR_LANG, else of LANG, else English."""
    wanted = (asked or environment.get("MESUR_LANG") or environment.get("LANG") or "en")[:2]
    return next((language for language in LANGUAGES if language == wanted), "en")
