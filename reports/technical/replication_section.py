"""The section on the replication of a fit by a second program."""

from html import escape

from calibration.errors import CalibrationError
from calibration.linking.linking_constants import LinkStatus
from calibration.replication import NotAttempted, Replication
from calibration.sentences.linking_sentences import linking_phrase
from calibration.sentences.sentences import error_sentence
from itembank.html_report.html_tables import table
from itembank.language import Language
from reports.technical import technical_messages as phrases
from reports.technical.page_parts import formatted, paragraph, sentence, verdict

WELSH = {
    NotAttempted.MODEL: "mae girth yn ffitio rasch, 1pl, 2pl, gpcm a grm; mae ei 3PL yn gorffen mewn gwall, ac nid oes"
    " ganddi 4PL, RSM na PCM y mae ei eitemau’n rhannu goledd",
    NotAttempted.MIXED: "yr un model i bob eitem y mae girth yn ei ffitio; mae sawl un yma",
    NotAttempted.GROUPS: "un boblogaeth y mae girth yn ei hadnabod, nid grwpiau",
    NotAttempted.WEIGHTS: "nid yw girth yn adnabod pwysoliadau",
    NotAttempted.FIXED: "nid yw girth yn dal paramedrau’n sefydlog",
    NotAttempted.PRIORS: "nid oes gan girth ragddosbarthiadau fel y rhain",
    NotAttempted.HISTOGRAM: "ni ofynnwyd i girth am boblogaeth ar ffurf histogram",
    NotAttempted.METHOD: "nid oes gan girth ffit amodol o’r data hyn y gellid ei gymharu",
    NotAttempted.TOO_LARGE: "mae angen tabl llawn o bobl ac eitemau ar girth, ac mae hwn yn rhy fawr",
    NotAttempted.CONSTANT: "mae girth yn rhoi anhawster â’r arwydd anghywir i eitem a gafodd yr un sgôr bob tro",
    NotAttempted.NEVER_ANSWERED: "mae girth yn gorffen mewn gwall os oes eitem nas atebodd neb",
    NotAttempted.SLOPE_BEYOND: "aeth y goledd mor isel neu mor uchel ag y mae girth yn chwilio",
    NotAttempted.FAILED: "gorffennodd girth mewn gwall",
    NotAttempted.NOT_LINKED: "ni ellid rhoi’r ddau ffit ar un raddfa",
}


def replication_sentences(found: Replication, language: Language) -> list[str]:
    """Sentences: whether the programs agree, or why there is no second fit, and which items are not compared."""
    return [_outcome(found, language), *_turned(found, language), *_not_compared(found, language)]


def replication_part(found: Replication, language: Language) -> str:
    """The section of a report on the second program."""
    heading = escape(sentence(phrases.REPLICATION, language, found.program))
    first, *others = replication_sentences(found, language)
    holds = found.not_attempted is None and not found.disagreeing
    text = verdict(first, holds=holds) + "".join(map(paragraph, others))
    rows = [
        (
            each.item,
            *(formatted(value, 3) for value in (each.a, each.other_a, each.b, each.other_b, each.largest_difference)),
        )
        for each in (found.disagreeing or found.differences[:0])
    ]
    listed = (
        table(sentence(phrases.REPLICATION_TABLE, language), phrases.REPLICATION_HEADS, rows, language) if rows else ""
    )
    return f'<section id="replication"><h2>{heading}</h2>{text}{listed}</section>'


def _why(code: NotAttempted, language: Language) -> str:
    return WELSH[code] if language == "cy" else code.value


def _outcome(found: Replication, language: Language) -> str:
    if found.not_attempted is not None:
        detail = _detail(found, language)
        why = _why(found.not_attempted, language) + (f" ({detail})" if detail else "")
        return sentence(phrases.NOT_REPLICATED, language, found.program, why)
    tolerance, number = formatted(found.tolerance, 3), len(found.differences)
    if found.disagreeing:
        return sentence(phrases.REPLICATION_DIFFERS, language, found.program, tolerance, len(found.disagreeing), number)
    largest = max((each.largest_difference for each in found.differences), default=0.0)
    return sentence(phrases.REPLICATED, language, found.program, tolerance, number, formatted(largest, 4))


def _detail(found: Replication, language: Language) -> str:
    if isinstance(found.detail, CalibrationError):
        return error_sentence(found.detail, language)
    return linking_phrase(found.detail, language) if isinstance(found.detail, LinkStatus) else found.detail


def _turned(found: Replication, language: Language) -> list[str]:
    return (
        [sentence(phrases.REPLICATION_TURNED, language, ", ".join(found.reflected_items))]
        if found.reflected_items
        else []
    )


def _not_compared(found: Replication, language: Language) -> list[str]:
    left_out = found.left_out or {}
    reasons = list(dict.fromkeys(left_out.values()))
    return [
        sentence(
            phrases.REPLICATION_LEFT_OUT,
            language,
            ", ".join(item for item, why in left_out.items() if why is reason),
            _why(reason, language),
        )
        for reason in reasons
    ]
