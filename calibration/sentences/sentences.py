"""Messages in English or Welsh; the language is ``--lang``, else MESUR_LANG, else LANG, else English."""

from collections.abc import Mapping

from calibration.errors import CalibrationError, ErrorCode, RowUnit
from calibration.linking.linking_constants import LinkStatus
from calibration.responses.data_findings import SENTENCES, Finding
from calibration.results.calibration_result import FitStatus, Remark
from calibration.sentences import linking_sentences, welsh_sentences

LANGUAGES = ("en", "cy")

_WELSH_FIELDS: Mapping[object, str] = {
    **welsh_sentences.PHRASES,
    **{status: welsh_sentences.STATUSES[status] for status in FitStatus},
    **{status: linking_sentences.WELSH[status] for status in LinkStatus},
}
"""Welsh for the fields of an error that are words of the program."""


def chosen_language(requested: str | None, environment: Mapping[str, str]) -> str:
    """The language of messages.

    Raises
    ------
    CalibrationError
        ``option`` for a language other than ``cy`` and ``en``
    """
    if requested is not None and requested not in LANGUAGES:
        raise CalibrationError(ErrorCode.OPTION, name="lang", expected=", ".join(LANGUAGES), got=repr(requested))
    language_code = requested or (environment.get("MESUR_LANG") or environment.get("LANG") or "en")[:2]
    return language_code if language_code in LANGUAGES else "en"


def error_sentence(error: CalibrationError, language: str) -> str:
    """The sentence of an error."""
    if language != "cy":
        return str(error)
    return error.message(welsh_sentences.ERRORS, welsh_sentences.ROW_UNITS, _WELSH_FIELDS)


def finding_sentence(finding: Finding, language: str) -> str:
    """The sentence of a finding."""
    if language == "cy":
        return finding.sentence(welsh_sentences.FINDINGS, welsh_sentences.ROW_UNITS)
    return finding.sentence(SENTENCES, {each: each.value for each in RowUnit})


def status_phrase(status: FitStatus, language: str) -> str:
    """The phrase of a status."""
    return welsh_sentences.STATUSES[status] if language == "cy" else status.value


def remark_phrase(remark: Remark, language: str) -> str:
    """The phrase of a remark."""
    return welsh_sentences.REMARKS[remark] if language == "cy" else remark.value


def translate(english: str, language: str) -> str:
    """A heading, or a sentence with placeholders, in the language."""
    return welsh_sentences.WORDS[english] if language == "cy" else english
