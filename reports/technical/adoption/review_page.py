"""The review of an adoption: a page in one language, and the same rows for the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from itembank.html_report.html_tables import table
from itembank.language import Language
from itembank.refusal_messages import refusal_message
from itembank.versions.bank_version import BankVersion
from reports.technical.adoption import adoption_messages as messages
from reports.technical.adoption.anchor_drift import drift_sentences
from reports.technical.adoption.bank_gain import anchor_error
from reports.technical.adoption.bank_scale import Linking
from reports.technical.adoption.decisions import Choice, Decisions
from reports.technical.adoption.item_reviews import ItemReview, drift_of_anchors
from reports.technical.adoption.new_version import Reviewed
from reports.technical.adoption.simulated_effects import YearEffect
from reports.technical.fit_messages import VERDICTS
from reports.technical.page_parts import formatted, html_page, paragraph, sentence, suppressed_count
from reports.technical.technical_messages import NOT_TESTED


@dataclass(frozen=True, slots=True, eq=False)
class AdoptionReview:
    """Everything that the page tells.

    Parameters
    ----------
    reviewed : the fit beside the bank
    decisions : drafted, or made
    made : the version that they make
    effects : of the new version, by design and year
    decided : whether a named person has decided
    """

    reviewed: Reviewed
    decisions: Decisions
    made: BankVersion
    effects: tuple[YearEffect, ...]
    decided: bool = False


def review_page(review: AdoptionReview, language: Language) -> str:
    """The page as HTML."""
    title = sentence(messages.TITLE, language, review.reviewed.file.name)
    parts = [f"<h1>{escape(title)}</h1>", *map(paragraph, review_sentences(review, language))]
    rows = [item_row(each, review.decisions, language) for each in review.reviewed.reviews]
    parts.append(table(sentence(messages.ITEMS, language), messages.ITEM_HEADS, rows, language, 4))
    parts.append(_effects(review, language))
    parts.append(_populations(review, language))
    parts.append(_anchors(review.reviewed, language))
    parts.append(_anchor_flaws(review.reviewed, language))
    return html_page(title, "".join(parts), language)


def review_sentences(review: AdoptionReview, language: Language) -> list[str]:
    """How the fit came to the scale, the prior, and what is decided."""
    reviewed, decisions = review.reviewed, review.decisions
    choices = list(reviewed.choices(decisions).values())
    carried = sum(each.responses == 0 for each in review.made.adopted.errors) if review.made.adopted else 0
    counts = (choices.count(Choice.KEEP), choices.count(Choice.HOLD), choices.count(Choice.DROP), carried)
    found = [sentence(messages.SUMMARY, language, *counts)]
    found.append(sentence(messages.LINKINGS[reviewed.file.linking], language, len(reviewed.file.anchors)))
    if (file := reviewed.file).linking is Linking.FIXED:
        found += drift_sentences(file.scale(reviewed.bank), language)
    shared = anchor_error(reviewed.bank, reviewed.file.anchors)
    found += [sentence(messages.ANCHOR_ERROR, language, formatted(shared, 3))] if np.isfinite(shared) else []
    found.append(NOT_TESTED[language] if reviewed.file.verdict is None else VERDICTS[reviewed.file.verdict][language])
    if reviewed.placement.constants is not None:
        constants = reviewed.placement.constants
        found.append(sentence(messages.CONSTANTS, language, formatted(constants.A, 3), formatted(constants.B, 3)))
    prior = reviewed.prior
    if prior is None:
        found.append(sentence(messages.NO_PRIOR, language))
    else:
        sds, shrunk = (prior.family_sd, prior.item_sd), sum(each.shrunk is not None for each in reviewed.reviews)
        told = (*map(formatted, sds), decisions.shrunk_below, shrunk)
        found.append(sentence(messages.PRIOR, language, *told))
    return found if review.decided else [*found, sentence(messages.FIRST_SAID, language)]


def item_row(review: ItemReview, decisions: Decisions, language: Language) -> tuple[str, ...]:
    """The cells of an item."""
    return (
        review.item.item,
        review.item.id,
        messages.CHOICES[review.chosen(decisions)][language],
        "; ".join(item_remarks(review, decisions, language)) or "–",
        suppressed_count(review.responses),
        formatted(review.item.parameters.difficulty),
        formatted(review.adopted[0]),
        formatted(review.change, signed=True),
        formatted(review.adopted[1]),
        formatted(review.a),
        review.dif or "–",
    )


def item_remarks(review: ItemReview, decisions: Decisions, language: Language) -> list[str]:
    """What speaks against an item, whether it was shrunk, and the reason of a decision on it alone."""
    names = (*review.flaws, *review.broken(decisions.rule), *review.untested(decisions.rule))
    found = [*_flaw_names(names, language), *review.options]
    if review.shrunk is not None:
        found.append(messages.SHRUNK[language])
    own = decisions.items.get(review.item.id)
    return found if own is None else [*found, own.reason]


def effect_row(effect: YearEffect) -> tuple[str, ...]:
    """The cells of a year group that was simulated."""
    found = effect.found
    if found is None:
        return (effect.design, str(effect.year))
    return (
        effect.design,
        str(effect.year),
        formatted(found.same_answers.theta_mean, 3, signed=True),
        formatted(found.same_answers.theta_rms, 3),
        formatted(found.bias_before, 3, signed=True),
        formatted(found.bias_after, 3, signed=True),
        formatted(found.se_before, 3),
        formatted(found.se_after, 3),
        formatted(found.exposure_before),
        formatted(found.exposure_after),
        str(found.above_ceiling),
    )


def not_simulated(effects: Sequence[YearEffect], language: Language) -> list[str]:
    """A sentence for each year group that could not be simulated."""
    return [
        sentence(messages.NOT_SIMULATED, language, each.design, each.year, refusal_message(each.refusal, language))
        for each in effects
        if each.refusal is not None
    ]


def _effects(review: AdoptionReview, language: Language) -> str:
    done = [each for each in review.effects if each.found is not None]
    failed = "".join(map(paragraph, not_simulated(review.effects, language)))
    if not done:
        return failed
    simulees = next(each.found.simulees for each in done if each.found is not None)
    caption = sentence(messages.EFFECTS, language, simulees)
    return table(caption, messages.EFFECT_HEADS, map(effect_row, done), language, 2) + failed


def _populations(review: AdoptionReview, language: Language) -> str:
    old = {(design.name, each.year): each for design in review.reviewed.bank.designs for each in design.populations}
    rows = []
    for design in review.made.designs[:1]:
        for each in design.populations:
            before = old[design.name, each.year]
            if before != each:
                cells = (before.mean, each.mean, before.sd, each.sd)
                rows.append((str(each.year), *map(formatted, cells)))
    return table(sentence(messages.POPULATIONS, language), messages.POPULATION_HEADS, rows, language) if rows else ""


def _anchors(reviewed: Reviewed, language: Language) -> str:
    drift = drift_of_anchors(reviewed.placement)
    if not drift:
        return ""
    names = {item.id: item.item for item in reviewed.bank.items}
    ordered = sorted(drift.items(), key=lambda pair: -abs(pair[1]))
    rows = [(names.get(item, item), formatted(value, signed=True)) for item, value in ordered]
    return table(sentence(messages.ANCHORS, language), messages.ANCHOR_HEADS, rows, language)


def _anchor_flaws(reviewed: Reviewed, language: Language) -> str:
    """Anchors that do not follow their curve, or whose groups differ: where anchors were fixed, drift shows so."""
    file, names = reviewed.file, {item.id: item.item for item in reviewed.bank.items}
    rows = []
    for item in file.anchors:
        flaws, dif = file.flaws.get(item, ()), file.dif.get(item, "")
        if item in names and (flaws or dif == "C"):
            rows.append((names[item], item, "; ".join(_flaw_names(flaws, language)) or "–", dif or "–"))
    caption = sentence(messages.ANCHOR_FLAWS, language)
    return table(caption, messages.ANCHOR_FLAW_HEADS, rows, language, 3) if rows else ""


def _flaw_names(flaws: Sequence[str], language: Language) -> list[str]:
    return list(dict.fromkeys(messages.FLAWS[flaw][language] for flaw in flaws if flaw in messages.FLAWS))
