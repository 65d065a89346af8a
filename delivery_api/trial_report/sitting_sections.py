"""The plan, who took part, and how they answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from delivery_api.trial_planning import plan_page_messages as plan_messages
from delivery_api.trial_planning.plan_page import aim_rows, dated, item_rows, plan_sentences, year_rows
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.trial_record import TrialRecord
from delivery_api.trials.extraction import FEW_SWITCHED, TOO_FEW_OF_THE_YEAR
from delivery_api.trials.participation.progress import StratumProgress
from delivery_api.trials.participation.sampling import BETWEEN
from delivery_api.trials.sitting_counts import CellCount
from itembank.html_report.html_tables import count, percent
from itembank.language import Language, Text
from reports.disclosure.smallest_group import FEWEST
from reports.formats.document import Figures, Part

_LEFT_OUT = {
    "withdrawn or restricted": messages.WITHDRAWN,
    "does not verify": messages.UNVERIFIED,
    TOO_FEW_OF_THE_YEAR: messages.TOO_FEW_OF_YEAR,
    FEW_SWITCHED: messages.SWITCHED,
}


def plan_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """What was planned, and the days of the trial."""
    yield messages.NO_PERSON[language]
    yield _days(record)[language]
    planned = record.planned
    if planned is None:
        yield messages.NO_PLAN[language]
        return
    yield messages.PLANNED_DAYS.filled(dated(planned.plan.opens), dated(planned.plan.complete_by))[language]
    yield from (each[language] for each in plan_sentences(planned))
    yield _figures(plan_messages.AIMS, plan_messages.AIM_HEADS, aim_rows(planned, language), language)
    yield _figures(plan_messages.YEARS, plan_messages.YEAR_HEADS, year_rows(planned), language)
    if record.bank is not None:
        rows = [(" · ".join(row[:3]), *row[3:]) for row in item_rows(planned, record.bank, language)]
        heads = (messages.ITEM_TOPIC_ID, *plan_messages.ITEM_HEADS[3:])
        yield _figures(plan_messages.ITEMS, heads, rows, language)


def participation_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """Who took part, against the sample and the plan."""
    if record.strata:
        rows = [_stratum_row(each, language) for each in record.strata]
        yield _figures(messages.SCHOOLS, messages.SCHOOL_HEADS, rows, language)
    else:
        yield (messages.NO_SAMPLE if record.trial.destroyed_on is None else messages.SAMPLE_GONE)[language]
    planned, attended = record.planned, told(record.attended, language)
    if planned is None:
        yield messages.ATTENDED.filled(attended)[language]
    else:
        wanted = planned.sittings * len(planned.plan.years) * len(planned.plan.languages)
        yield messages.ATTENDED_OF.filled(attended, count(wanted))[language]
    counts = record.counts
    if counts is None:
        yield _unread(record)[language]
        return
    cells = [_cell_row(each, language) for each in counts.cells]
    everybody = (messages.ALL[language], "", told(counts.begun, language), told(counts.finished, language))
    yield _figures(messages.SITTINGS, messages.SITTING_HEADS, [*cells, everybody], language, 2)
    for reason, sentence in _LEFT_OUT.items():
        if counts.left_out.get(reason, 0) != 0:
            yield sentence.filled(told(counts.left_out[reason], language))[language]


def quality_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """How the answers are; nothing of them where fewer than ten learners gave them."""
    if record.counts is None:
        yield _unread(record)[language]
        return
    answers = record.counts.answers
    if record.counts.begun is None or not answers["reached"]:
        yield messages.ANSWERS_OF_FEW[language]
        return
    rows = _answer_rows(answers, answers["reached"], language)
    yield _figures(messages.ANSWERS, messages.ANSWER_HEADS, rows, language)


def survey_parts(record: TrialRecord, language: Language) -> Iterator[Part]:
    """What learners and teachers chose at the end; no answer that fewer than ten chose."""
    counts = record.counts
    if counts is None:
        yield _unread(record)[language]
        return
    if not any(counts.faces.values()) and not counts.teachers:
        yield messages.NO_SURVEYS[language]
    if any(counts.faces.values()):
        learners = (
            (said[language], *(told(counts.faces.get((at, face)), language) for face in messages.FACES))
            for at, said in messages.STATEMENTS.items()
        )
        yield _figures(messages.LEARNERS_SAID, messages.LEARNER_HEADS, learners, language)
    if counts.teachers:
        teachers = (
            (messages.QUESTIONS[each.question][language], messages.CHOSEN[each.choice][language], count(each.teachers))
            for each in counts.teachers
        )
        yield _figures(messages.TEACHERS_SAID, messages.TEACHER_HEADS, teachers, language, 2)


def told(number: int | None, language: Language) -> str:
    """A number of persons that is rounded already, in words where it is too small to be told."""
    return messages.FEW[language] if number is None or 0 < number < FEWEST else count(number)


def _days(record: TrialRecord) -> Text:
    trial = record.trial
    if trial.completed_on is None:
        return messages.OPEN.filled(dated(trial.latest_completion), dated(trial.trial_due_by))
    if trial.destroyed_on is None:
        return messages.COMPLETED.filled(dated(trial.completed_on), dated(trial.trial_due_by))
    return messages.DESTROYED.filled(dated(trial.completed_on), dated(trial.destroyed_on))


def _unread(record: TrialRecord) -> Text:
    return messages.NOT_THERE if record.is_over else messages.NOT_READ


def _stratum_row(each: StratumProgress, language: Language) -> tuple[str, ...]:
    schools = (each.wanted, each.accepted, each.waiting, each.silent, each.declined, each.withdrawn)
    learners = (told(each.learners or None, language), told(each.took_part, language))
    named = ("; ".join(_stratum(stratum, language) for stratum in each.strata),)
    return (*named, *map(count, schools), *learners)


def _stratum(stratum: str, language: Language) -> str:
    """A stratum with its language medium in words; other values are as the attributes have them."""
    parts = stratum.split(BETWEEN)
    return BETWEEN.join(plan_messages.MEDIA[each][language] if each in plan_messages.MEDIA else each for each in parts)


def _cell_row(each: CellCount, language: Language) -> tuple[str, ...]:
    band = each.cell.year.replace("-", "–") or messages.OTHERS[language]
    named = messages.LANGUAGES[each.cell.language][language]
    return band, named, told(each.begun, language), told(each.finished, language)


def _answer_rows(answers: Mapping[str, int | None], reached: int, language: Language) -> Iterator[tuple[str, ...]]:
    yield messages.REACHED[language], count(reached), "–"
    for name, kind in (
        (messages.OMITTED, "omitted"),
        (messages.NOT_REACHED, "not reached"),
        (messages.RAPID, "rapid"),
        (messages.IDLE, "idle"),
    ):
        number = answers[kind]
        if number is None:
            yield name[language], messages.OF_FEW[language], "–"
        else:
            of = reached + number if kind == "not reached" else reached
            yield name[language], count(number), percent(number / of)


def _figures(
    caption: Text, heads: tuple[Text, ...], rows: Iterable[tuple[str, ...]], language: Language, text_columns: int = 1
) -> Figures:
    return Figures(caption[language], heads, tuple(rows), text_columns)
