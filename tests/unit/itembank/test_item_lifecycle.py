"""The life of an item version: which moves there are, and that no other is made."""

from itertools import pairwise, product

import pytest

from itembank import IllegalTransition, ItemStatus
from itembank.refusal_messages import STATUS_NAMES, refusal_message
from itembank.versions.item_lifecycle import LIFECYCLE, TRANSITIONS, transitions

D, V, P, L, Q, R = (
    ItemStatus.DRAFT,
    ItemStatus.REVIEW,
    ItemStatus.PRETEST,
    ItemStatus.OPERATIONAL,
    ItemStatus.QUARANTINED,
    ItemStatus.RETIRED,
)


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        (D, L, (V, P, L)),
        (V, L, (P, L)),
        (L, Q, (Q,)),
        (Q, L, (L,)),
        (Q, R, (R,)),
        (D, R, (R,)),
        (L, L, ()),
    ],
)
def test_each_step_on_the_way_is_a_move_of_its_own(
    before: ItemStatus, after: ItemStatus, made: tuple[ItemStatus, ...]
) -> None:
    assert transitions("x", before, after) == made


def test_every_other_move_is_refused_by_name() -> None:
    refused = set()
    for before, after in product(ItemStatus, ItemStatus):
        try:
            made = transitions("x", before, after)
        except IllegalTransition:
            refused.add((before, after))
        else:
            walked = [before, *made]
            assert all(to in TRANSITIONS[come] for come, to in pairwise(walked))
            assert walked[-1] == after
    backwards = {(a, b) for a, b in product(LIFECYCLE, LIFECYCLE) if LIFECYCLE.index(a) > LIFECYCLE.index(b)}
    assert refused == backwards | {(D, Q), (V, Q), (Q, D), (Q, V), (Q, P)} | {(R, to) for to in ItemStatus if to != R}


def test_a_refusal_says_what_may_be_done_instead_in_both_languages() -> None:
    with pytest.raises(IllegalTransition) as refused:
        transitions("abc", ItemStatus.REVIEW, ItemStatus.QUARANTINED)
    assert str(refused.value) == "abc: a move from review to quarantined: expected pretest, retired"
    assert refusal_message(refused.value, "cy") == (
        "abc: statws: dan adolygiad → mewn cwarantin: disgwylid rhagbrawf, wedi’i thynnu allan"
    )
    assert STATUS_NAMES.keys() == {status.value for status in ItemStatus}
