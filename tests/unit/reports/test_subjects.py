"""Feedback has words for every subject and strand that there are banks of, in both languages."""

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from itembank import LANGUAGES, SUBJECTS
from itembank.content.content_messages import STRANDS
from reports.feedback.learner_messages import strand_sentence
from reports.feedback.strand_comparison import RelativeStrength, StrandResult
from reports.feedback.subject_names import strand_name, subject_name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_and_each_of_its_strands_can_be_spoken_of(subject: str, language: Language) -> None:
    say = translations(language)
    assert subject_name(subject, say)
    for strand in SUBJECTS[subject].strands:
        said = {
            strand_sentence(StrandResult(strand, 5, 0.0, 0.5, relative_strength, 1.0), say)
            for relative_strength in (RelativeStrength.STRONGER, RelativeStrength.WEAKER)
        }
        assert len(said) == 2
        assert strand_name(strand, say)
        assert STRANDS[strand][language]
