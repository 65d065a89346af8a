"""What the feedback of Years 2 and 3 says: sentences of topics and areas, and what is true of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from delivery_api.voice.recorded_sentences import SpokenSentence
from delivery_api.web.message_catalogue import translations
from itembank import BankVersion
from itembank.language import Language
from itembank.speech import sentences_of
from reports.claims.year_pool import Area, AreaPart
from reports.feedback.area_messages import area_sentence
from reports.feedback.learner_messages import unasked_step
from reports.feedback.young_messages import YOUNG, said_without_claim


def feedback_sentences(bank: BankVersion, language: Language, year: int) -> Iterator[SpokenSentence]:
    """Yield what a learner may be told of a subject up to a year group: two sentences, of which these are all."""
    say = translations(language)
    topics = [each for each in bank.topics if each.introduced_year <= year]
    strands = ("", *dict.fromkeys(each.strand for each in topics))
    areas = (Area(strand, group, part) for strand, group, part in product(strands, YOUNG, AreaPart))
    told = (
        *(text[language] for each in topics for text in (each.can, each.practise)),
        *(unasked_step(each, language, say) for each in topics),
        *(area_sentence(each, bank.subject, say) for each in areas),
        *said_without_claim(say),
    )
    for text in told:
        yield from (SpokenSentence(language, shown) for shown in sentences_of(text))
