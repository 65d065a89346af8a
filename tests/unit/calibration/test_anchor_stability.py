"""A link whose anchors moved is refused, and the anchors are named."""

import numpy as np
import pytest

from calibration.linking.anchor_report import linking_report
from calibration.linking.anchor_stability import LinkVerdict
from calibration.linking.link import link
from calibration.linking.linking_constants import Form
from calibration.linking.trimmed_centre import trimmed_centre
from calibration.sentences.linking_sentences import linking_phrase
from engine import ItemParameters, ParameterCovariance
from itembank.language import Language
from reports.technical.link_page import link_verdict


def forms(
    *, moved: int = 0, by: float = 0.8, noise: float = 0.0, seed: int = 1, shift: float = 0.5
) -> tuple[Form, Form]:
    """Fifteen anchors on two scales, θ_old = θ_new + shift, the first few harder on the new one."""
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0, 0.2, 15), rng.normal(0, 1, 15)
    ids = tuple(f"i{at:02d}" for at in range(15))
    new_b = b - shift + np.where(np.arange(15) < moved, by, 0.0) + noise * rng.normal(size=15)
    new_a = a * np.exp(noise / 2 * rng.normal(size=15))
    return tuple(Form(ids, ItemParameters.logistic(slope, place)) for slope, place in ((new_a, new_b), (a, b)))


@pytest.mark.parametrize("method", ["stocking-lord", "haebara", "mean-sigma", "mean-mean"])
def test_three_of_fifteen_anchors_that_moved_are_named_and_the_link_is_refused(method: str) -> None:
    new, old = forms(moved=3, noise=0.08)
    constants = link(new, old, method)
    found = linking_report(new, old, constants).stability
    assert constants.B < 0.42  # a bias of .1 that nothing told of before
    assert found.verdict is LinkVerdict.CONSTANTS_MOVE
    assert set(found.moved) == {"i00", "i01", "i02"}
    assert found.without is not None
    assert found.without[1] == pytest.approx(0.5, abs=0.07)
    assert found.influential in found.moved


def test_an_anchor_that_the_others_that_moved_hide_is_named_too() -> None:
    new, old = forms(moved=3, noise=0.1, seed=26)
    found = linking_report(new, old, link(new, old)).stability
    assert set(found.moved) == {"i00", "i01", "i02"}
    assert found.without is not None
    assert found.without[1] == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize(("anchors", "moved"), [(8, 3), (10, 4), (20, 8)])
def test_anchors_that_moved_together_are_found_while_they_are_fewer_than_half(anchors: int, moved: int) -> None:
    rng, hits, accused = np.random.default_rng(anchors), 0, 0
    errors = np.full(anchors, 0.13)
    for _ in range(100):
        by_chance = 0.13 * rng.normal(size=anchors)
        found = trimmed_centre(by_chance + np.where(np.arange(anchors) < moved, 0.8, 0.0), errors, 0.3)
        hits += int((found.excess[:moved] > 0).sum())
        accused += int((trimmed_centre(by_chance, errors, 0.3).excess > 0).any())
    assert hits > 0.93 * 100 * moved  # robust z by quartiles found none of them
    assert accused <= 12


def test_the_change_that_is_called_detectable_is_found_in_four_of_five() -> None:
    rng, errors, found = np.random.default_rng(4), np.full(12, 0.2), []
    change = trimmed_centre(np.zeros(12), errors, 0.3).detectable
    assert change == pytest.approx(0.2 * (2.865 + 0.842), abs=0.01)
    for _ in range(400):
        values = errors * rng.normal(size=12) + np.where(np.arange(12) == 0, change, 0.0)
        found.append(trimmed_centre(values, errors, 0.3).excess[0] > 0)
    assert np.mean(found) == pytest.approx(0.8, abs=0.07)


def test_values_that_are_alike_lie_together_with_and_without_errors() -> None:
    alike = np.full(9, 0.4)
    for errors in (np.zeros(9), np.full(9, 0.1)):
        found = trimmed_centre(alike, errors, 0.3)
        assert found.value == pytest.approx(0.4)
        assert not found.excess.any()


@pytest.mark.parametrize(("language", "told"), [("en", "do not use the link before"), ("cy", "peidiwch â defnyddio")])
def test_a_link_of_which_many_items_were_left_out_is_not_called_usable_beside(language: Language, told: str) -> None:
    new, old = forms(moved=3, noise=0.1, seed=26)
    constants = link(new, old, anchors=new.items[4:])
    first, *others = link_verdict(linking_report(new, old, constants), language)
    assert told in first
    assert not any(each in " ".join(others) for each in ("a fifth", "rhan o bump"))


def test_many_anchors_that_moved_against_each_other_are_refused_though_the_constants_stay() -> None:
    rng = np.random.default_rng(3)
    (new, old), apart = (
        forms(),
        np.where(np.arange(15) < 4, 0.9 * np.array([1, -1] * 7 + [1]), 0.02 * rng.normal(size=15)),
    )
    bent = Form(new.items, ItemParameters.logistic(new.parameters.a, new.parameters.b[:, 0] + apart))
    found = linking_report(bent, old, link(bent, old, "mean-mean")).stability
    assert found.verdict is LinkVerdict.MANY_MOVED
    assert found.share == pytest.approx(4 / 15)


def test_anchors_that_differ_by_sampling_alone_are_seldom_refused() -> None:
    verdicts = []
    for seed in range(100):
        new, old = forms(noise=0.12, seed=seed)
        verdicts.append(linking_report(new, old, link(new, old, "mean-mean")).stability.verdict)
    assert sum(each is not LinkVerdict.HOLDS for each in verdicts) <= 8


@pytest.mark.parametrize(("known", "held"), [(True, range(90, 101)), (False, range(31))])
def test_curves_apart_by_the_errors_of_few_responses_are_no_disagreement(known: bool, held: range) -> None:
    se, verdicts = 0.9, []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        b, blocks = rng.normal(0, 1, 15), np.zeros((15, 4, 4))
        blocks[:, 1, 1] = se**2
        ids = tuple(f"i{at:02d}" for at in range(15))
        errors = (ParameterCovariance(ids, blocks), ParameterCovariance(ids, 0 * blocks)) if known else (None, None)
        new = Form(ids, ItemParameters.logistic(np.ones(15), b + se * rng.normal(size=15)), errors[0])
        old = Form(ids, ItemParameters.logistic(np.ones(15), b), errors[1])
        constants = link(new, old, "mean-mean", same_unit=True)
        verdicts.append(linking_report(new, old, constants).stability.verdict)
    assert sum(each is not LinkVerdict.CURVES_APART for each in verdicts) in held


@pytest.mark.parametrize("verdict", LinkVerdict)
def test_each_verdict_is_said_in_both_languages(verdict: LinkVerdict) -> None:
    assert linking_phrase(verdict, "cy") != linking_phrase(verdict, "en")
