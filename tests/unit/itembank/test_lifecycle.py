"""The life of an item version: which moves there are, and that no other is made."""

from itertools import pairwise, product

import pytest

from itembank import IllegalMove, Status
from itembank.refusal_messages import refusal_sentence
from itembank.versions.item_lifecycle import FORWARD, MOVES, steps

D, V, P, L, Q, R = Status.DRAFT, Status.REVIEW, Status.PRETEST, Status.OPERATIONAL, Status.QUARANTINED, Status.RETIRED


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
def test_each_step_on_the_way_is_a_move_of_its_own(before: Status, after: Status, made: tuple[Status, ...]) -> None:
    assert steps("x", before, after) == made


def test_every_other_move_is_refused_by_name() -> None:
    refused = set()
    for before, after in product(Status, Status):
        try:
            made = steps("x", before, after)
        except IllegalMove:
            refused.add((before, after))
        else:
            walked = [before, *made]
            assert all(to in MOVES[come] for come, to in pairwise(walked))
            assert walked[-1] == after
    backwards = {(a, b) for a, b in product(FORWARD, FORWARD) if FORWARD.index(a) > FORWARD.index(b)}
    assert refused == backwards | {(D, Q), (V, Q), (Q, D), (Q, V), (Q, P)} | {(R, to) for to in Status if to != R}


def test_a_refusal_says_what_may_be_done_instead_in_both_languages() -> None:
    with pytest.raises(IllegalMove) as refused:
        steps("abc", Status.REVIEW, Status.QUARANTINED)
    assert str(refused.value) == "abc: a move from review to quarantined: expected pretest, retired"
    assert refusal_sentence(refused.value, "cy") == "abc: symud o review i quarantined: disgwylid pretest, retired"
