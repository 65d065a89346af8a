"""English or Welsh, as the reader asks: ``--lang``, else MESUR_LANG, else LANG, else English."""

from collections.abc import Mapping

from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.responses.data_findings import SENTENCES, Finding
from calibration.results.calibration_result import FitStatus, Remark
from calibration.sentences import welsh_sentences

LANGUAGES = ("en", "cy")


def chosen_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """The language to speak.

    Raises
    ------
    CalibrationError
        ``option`` where a language was asked for that is neither ``cy`` nor ``en``
    """
    if asked is not None and asked not in LANGUAGES:
        raise CalibrationError(ErrorCode.OPTION, name="lang", expected=", ".join(LANGUAGES), got=repr(asked))
    wanted = asked or (environment.get("MESUR_LANG") or environment.get("LANG") or "en")[:2]
    return wanted if wanted in LANGUAGES else "en"


def error_sentence(error: CalibrationError, language: str) -> str:
    """What was wrong."""
    if language != "cy":
        return str(error)
    return error.message(welsh_sentences.ERRORS, welsh_sentences.ROW_UNITS, welsh_sentences.PHRASES)


def finding_sentence(finding: Finding, language: str) -> str:
    """What looking over the data found, and what to do about it."""
    if language == "cy":
        return finding.sentence(welsh_sentences.FINDINGS, welsh_sentences.ROW_UNITS)
    return finding.sentence(SENTENCES, {each: each.value for each in RowUnit})


def status_phrase(status: FitStatus, language: str) -> str:
    """How a fit ended."""
    return welsh_sentences.STATUSES[status] if language == "cy" else status.value


def remark_phrase(remark: Remark, language: str) -> str:
    """What to look at in an item."""
    return welsh_sentences.REMARKS[remark] if language == "cy" else remark.value


def translate(english: str, language: str) -> str:
    """A heading or a sentence with placeholders."""
    return welsh_sentences.WORDS[english] if language == "cy" else english
