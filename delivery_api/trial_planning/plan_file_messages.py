"""Messages on the faults of a plan's file in both languages: what was found, what was expected."""

from __future__ import annotations

from itembank.language import Text

A_DAY = Text("dyddiad heb ddyfynodau", "a date without quotes")
A_COUNT = Text("rhif cyfan o 1 i fyny", "a whole number from 1")
A_SIZE = Text("rhif uwchlaw 0", "a number above 0")
A_DIFFERENCE = Text(
    "rhif o 0.5 i fyny: mae gwahaniaethau llai yn cyfrif fel dim",
    "a number from 0.5: smaller differences count as none",
)
A_SHARE = Text("rhif rhwng 0 ac 1", "a number between 0 and 1")
YEAR_GROUPS = Text("rhestr o grwpiau blwyddyn o 2 i 9, pob un unwaith", "a list of year groups from 2 to 9, each once")
LANGUAGES = Text("rhestr o ieithoedd, cy neu en, pob un unwaith", "a list of languages, cy or en, each once")
TEXTS = Text("rhestr o destunau mewn dyfynodau", "a list of texts in quotes")
ATTRIBUTES = Text(
    "rhestr o nodweddion ysgolion, er enghraifft medium neu authority, pob un unwaith",
    "a list of attributes of schools, such as medium or authority, each once",
)
A_SEED = Text("rhif cyfan o 0 i fyny", "a whole number from 0")
REPLACEMENTS = Text("rhif cyfan o 0 i %s", "a whole number from 0 to %s")
TABLE = Text("tabl", "a table")
WORDS = Text("testun mewn dyfynodau, heb fod yn wag", "text in quotes, not empty")
SUBJECT = Text("un o’r pynciau: %s", "one of the subjects %s")

LENGTH_OR_MINUTES = Text(
    "disgwylid un o’r allweddi length a minutes, %s. Ysgrifennwch, er enghraifft, `length = 30`.",
    "expected one of the keys length and minutes, %s. Write, for example, `length = 30`.",
)
BOTH = Text("cafwyd y ddwy", "found both")
NEITHER = Text("ni chafwyd yr un", "found neither")
LATEST_DAY = Text(
    "ni chafwyd dim o dan yr allwedd complete_by; disgwylid y diwrnod olaf i gwblhau’r treial, sy’n penderfynu pryd y"
    " caiff yr ymatebion eu dinistrio. Ysgrifennwch, er enghraifft, `complete_by = 2027-02-12`.",
    "found nothing under the key complete_by; expected the latest day of the trial’s completion, which decides when its"
    " responses are destroyed. Write, for example, `complete_by = 2027-02-12`.",
)
OPENS_PAST = Text(
    "cafwyd %s, disgwylid heddiw, %s, neu ddiwrnod diweddarach.", "found %s, expected today, %s, or a later day."
)
ORDER_OF_DAYS = Text(
    "cafwyd %s, disgwylid diwrnod opens, %s, neu ddiwrnod diweddarach, o fewn %s mis iddo.",
    "found %s, expected the day of opens, %s, or a later day, at most %s months after it.",
)
ONE_LANGUAGE = Text(
    "cafwyd %s; mae cynnwys y pwnc hwn mewn un iaith: %s.", "found %s; this subject’s content is in %s."
)
