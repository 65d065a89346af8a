"""What each column of an extract is, in both languages: the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping

from itembank.language import Language

COLUMN_WORDS: Mapping[str, Mapping[Language, str]] = {
    "person": {
        "cy": "Rhif y person yn y detholiad hwn; mewn trefn ar hap, ac yn newydd bob tro.",
        "en": "Number of the person in this extract; in random order, and new each time.",
    },
    "school": {
        "cy": "Rhif yr ysgol yn y detholiad hwn, yn newydd bob tro; small: ysgolion sydd â llai na deg o bobl yma.",
        "en": "Number of the school in this extract, new each time; small: schools of fewer than ten persons here.",
    },
    "stratum": {
        "cy": "Haen y sampl y mae’r ysgol ynddi; gwag os nad oes sampl, neu os oes llai na deg o bobl.",
        "en": "Stratum of the sample that the school is in; empty without a sample, or for fewer than ten persons.",
    },
    "sampling_weight": {
        "cy": "Faint o bobl y mae’r person hwn yn eu cynrychioli yn y sampl; 1 heb sampl.",
        "en": "How many persons this one stands for in the sample; 1 without a sample.",
    },
    "medium": {
        "cy": "Cyfrwng iaith yr ysgol; gwag os nad yw’n hysbys, neu os oes llai na deg o bobl.",
        "en": "Language medium of the school; empty where it is not known, or for fewer than ten persons.",
    },
    "device": {
        "cy": "Y ddyfais ar y dechrau: tablet (llechen), phone (ffôn) neu computer (cyfrifiadur); gwag os nad yw’n"
        " hysbys.",
        "en": "The device at the start: tablet, phone or computer; empty where it is not known.",
    },
    "year": {
        "cy": "Grŵp blwyddyn, 2 i 9; gwag os oes llai na deg o bobl â’r un grŵp blwyddyn a’r un iaith.",
        "en": "Year group, 2 to 9; empty where fewer than ten persons share the year group and the language.",
    },
    "booklet": {
        "cy": "Y llyfryn, sef cynllun y prawf.",
        "en": "The booklet: the design of the sitting.",
    },
    "form": {
        "cy": "Y llyfryn gyda’r grŵp blwyddyn, megis booklet-03/Y5: pawb a gafodd yr un eitemau yn yr un drefn; gwag"
        " heb lyfrynnau.",
        "en": "The booklet with the year group, such as booklet-03/Y5: all who had the same items in the same order;"
        " empty without booklets.",
    },
    "item": {
        "cy": "Fersiwn yr eitem, fel y mae yn y banc.",
        "en": "The item version, as in the bank.",
    },
    "language": {
        "cy": "Iaith y cwestiwn pan atebwyd ef: cy neu en; gwag os oes llai na deg o bobl yn ei rhannu.",
        "en": "Language of the question when it was answered: cy or en; empty where fewer than ten persons share it.",
    },
    "position": {
        "cy": "Safle’r eitem yn y prawf, o 1.",
        "en": "Position of the item in the sitting, from 1.",
    },
    "score": {
        "cy": "Y sgôr: 0, 1, …; gwag os nas cyrhaeddwyd.",
        "en": "The score: 0, 1, …; empty if not reached.",
    },
    "status": {
        "cy": "answered (atebwyd), omitted (gwelwyd ond nis atebwyd) neu not reached (nis cyrhaeddwyd).",
        "en": "answered, omitted (seen and not answered) or not reached.",
    },
    "seconds": {
        "cy": "Eiliadau o ddangos yr eitem hyd at dderbyn yr ateb, wedi’u talgrynnu, heb seibiannau.",
        "en": "Seconds from showing the item to receiving the answer, rounded, without pauses.",
    },
    "hints": {
        "cy": "Nifer yr awgrymiadau a gymerwyd.",
        "en": "Number of hints taken.",
    },
    "rapid": {
        "cy": "1 os atebwyd o fewn tair eiliad, fel arall 0.",
        "en": "1 if answered within three seconds, else 0.",
    },
    "idle": {
        "cy": "1 os na ddigwyddodd dim am bum munud cyn yr ateb, fel arall 0.",
        "en": "1 if nothing happened for five minutes before the answer, else 0.",
    },
    **{
        f"face_{number}": {
            "cy": f"Yr wyneb a ddewisodd y dysgwr yn yr arolwg cloi, gosodiad {number}: happy (hapus), so-so"
            " (gweddol) neu not happy (ddim yn hapus); gwag os nas atebwyd.",
            "en": f"The face that the learner chose in the closing survey, statement {number}: happy, so-so or not"
            " happy; empty where it was left out.",
        }
        for number in (1, 2, 3)
    },
    "response": {
        "cy": "Yr hyn a atebwyd, neu’r opsiwn a ddewiswyd.",
        "en": "What was answered, or the option that was chosen.",
    },
}
