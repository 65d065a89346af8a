"""`mesur bank adopt`: a fit reviewed beside a bank, and a bank version made by the decisions of a named person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from calibration import CalibrationError, FitStatus
from calibration.results.calibration_document import require_output_paths
from calibration.sentences.sentences import error_sentence, status_phrase
from delivery_api.access.refusals import Reason
from delivery_api.commands.command_context import console, listing
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.service_setup import Service
from delivery_api.trials.adoption import FitOrigin, NotAdoptable, adopt, require_adoptable
from itembank import BankVersion, write_bank
from itembank.commands.command_output import progress, refuse, write_and_report, write_file, written_around
from itembank.commands.input_files import read_file
from itembank.language import Language
from reports.technical.adoption import adoption_messages as messages
from reports.technical.adoption.adoption_messages import EFFECT_HEADS, ITEM_HEADS
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.decisions import (
    USUAL_PRIOR_BELOW,
    Choice,
    Decisions,
    decisions_toml,
    read_decisions,
)
from reports.technical.adoption.fit_file import FitFile, read_fit_file
from reports.technical.adoption.item_reviews import ItemReview
from reports.technical.adoption.new_version import Reviewed
from reports.technical.adoption.review import adoption_review, drafted, not_kept, reviewed_fit
from reports.technical.adoption.review_page import (
    AdoptionReview,
    effect_row,
    item_remarks,
    item_row,
    not_simulated,
    review_page,
    review_sentences,
)
from reports.technical.adoption.simulated_effects import design_years


@dataclass(frozen=True)
class Asked:
    """The files of the command.

    Parameters
    ----------
    fit, decisions : read
    base : the bank version that the new one is made from
    out, page, draft : written, None for not
    simulees : for each year group
    """

    fit: Path
    base: BankVersion
    decisions: Path | None
    out: Path | None
    page: Path | None
    draft: Path | None
    simulees: int


def show_review(service: Service, asked: Asked, language: Language) -> None:
    """Show what would change, and write the page and a draft of the decisions where they are asked for."""
    with _refusals(language):
        require_output_paths((asked.page, asked.draft), (asked.fit,))
        file = read_fit_file(asked.fit)
        with service.engine.begin() as connection:
            require_adoptable(connection, fit_origin(file, language), asked.base)
        reviewed = reviewed_fit(asked.base, file, USUAL_PRIOR_BELOW)
        usual = drafted(reviewed)
        review = _reviewed(reviewed, usual, asked.simulees, language)
    _print(review, language)
    if asked.page is not None:
        write_and_report(asked.page, review_page(review, language), language)
    if asked.draft is not None:
        write_file(
            asked.draft, decisions_toml(usual, _beside(review, language), not_kept(review.reviewed, usual)), language
        )
        console().print(messages.DRAFT[language] % asked.draft, soft_wrap=True)


def make_version(service: Service, asked: Asked, by: str, reason: str, now: datetime, language: Language) -> None:
    """Make, store and write the bank version that decisions make, and record the adoption."""
    with _refusals(language):
        decision = Decision(by, reason)
        path, out = asked.decisions, asked.out
        if path is None or out is None:
            raise NotAdoptable(Reason.ADOPTION_WITHOUT_OUT)
        require_output_paths((out, asked.page), (asked.fit, path))
        file = read_fit_file(asked.fit)
        origin = fit_origin(file, language)
        with service.engine.begin() as connection:
            require_adoptable(connection, origin, asked.base)
        decisions = read_decisions(read_file(path, language), path.name)
        reviewed = reviewed_fit(asked.base, file, decisions.shrunk_below)
        require_decisions(path.name, decisions, reviewed)
        review = replace(_reviewed(reviewed, decisions, asked.simulees, language), decided=True)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with written_around(out, write_bank(review.made).decode(), language), service.engine.begin() as connection:
            adopt(connection, service.ledger, origin, asked.base, review.made, digest, decision, now)
    _print(review, language)
    if asked.page is not None:
        write_and_report(asked.page, review_page(review, language), language)
    console().print(messages.MADE[language] % (review.made.hash[:12], out), soft_wrap=True)
    console().print(messages.DECISIONS_FILE[language] % digest, soft_wrap=True)


def fit_origin(file: FitFile, language: Language) -> FitOrigin:
    """What a calibration document says of itself."""
    return FitOrigin(
        file.name,
        file.sha256,
        "" if file.fit.status is FitStatus.CONVERGED else status_phrase(file.fit.status, language),
        file.islands,
        file.anchors_agree,
        file.drift_checked or file.linking is not Linking.FIXED or not file.anchors,
        file.bank,
        file.extract,
        file.anchors,
        file.groups,
    )


def require_decisions(name: str, decisions: Decisions, reviewed: Reviewed) -> None:
    """Refuse decisions on another fit or bank, on items that are not in question, and without an item that is kept.

    Raises
    ------
    NotAdoptable
    """
    if (decisions.fit, decisions.bank) != (reviewed.file.sha256, reviewed.bank.hash):
        raise NotAdoptable(Reason.DECISIONS_OF_OTHER_FIT, path=name)
    known = {each.item.id for each in reviewed.reviews}
    unknown = sorted(set(decisions.items) - known)
    if unknown:
        raise NotAdoptable(Reason.DECISIONS_UNKNOWN_ITEM, path=name, items=", ".join(unknown[:8]))
    if Choice.KEEP not in reviewed.choices(decisions).values():
        raise NotAdoptable(Reason.NOTHING_ADOPTED, path=name)


def _reviewed(reviewed: Reviewed, decisions: Decisions, simulees: int, language: Language) -> AdoptionReview:
    with progress() as bar:
        total = len(design_years(reviewed.bank)) if simulees else 0
        task = bar.add_task(messages.SIMULATING[language], total=total)
        return adoption_review(reviewed, decisions, simulees=simulees, on_year=lambda: bar.advance(task))


def _print(review: AdoptionReview, language: Language) -> None:
    for sentence in review_sentences(review, language):
        console().print(sentence, soft_wrap=True, markup=False)
    items = listing(*(head[language] for head in ITEM_HEADS))
    for each in review.reviewed.reviews:
        items.add_row(*item_row(each, review.decisions, language))
    console().print(items)
    done = [each for each in review.effects if each.found is not None]
    if done:
        effects = listing(*(head[language] for head in EFFECT_HEADS))
        for effect in done:
            effects.add_row(*effect_row(effect))
        console().print(effects)
    for sentence in not_simulated(review.effects, language):
        console().print(sentence, soft_wrap=True, markup=False)


def _beside(review: AdoptionReview, language: Language) -> Mapping[str, str]:
    """By item id its name and what speaks against it."""
    return {each.item.id: _comment(each, language) for each in review.reviewed.reviews}


def _comment(review: ItemReview, language: Language) -> str:
    told = item_remarks(review, Decisions("", ""), language)
    return "; ".join([review.item.item, *told])


@contextmanager
def _refusals(language: Language) -> Iterator[None]:
    """Turn refusals of calibration into one line and exit code 2; those of the service pass to the caller."""
    try:
        yield
    except CalibrationError as error:
        refuse(error_sentence(error, language))
