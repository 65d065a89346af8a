"""Which item comes next, against what catR's manual prints for the bank that comes with it."""

import numpy as np
import pytest

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    Answered,
    ItemParameters,
    Learner,
    MaxInformation,
    MinExpectedPosteriorVariance,
    PosteriorKullbackLeibler,
    Urry,
    next_action,
    replay,
    tabulate,
)

# a, b and c of the 85 items of the TCALS bank of French as a second language (Magis & Raîche 2012), in order
TCALS = """
2.225 -1.885 .21; 1.174 -2.411 .212; 2.104 -2.439 .192; 2.691 -1.282 .294; 1.256 -1.93 .17; 1.447 -1.554 .205;
1.947 -1.075 .246; 2.817 -.551 .105; 2.664 -.626 .095; 3.218 -.246 .078; 2.572 .251 .147; 2.311 .189 .178;
1.768 -1.534 .185; 1.615 -3.088 .202; 2.107 -1.139 .224; 1.455 -1.673 .182; 1.722 -1.349 .195;
1.789 -1.481 .144; 3.533 -.962 .168; 1.615 -1.441 .133; 1.176 -.549 .223; 2.218 -.814 .115; 2.405 -.454 .076;
2.029 -.008 .117; 1.973 .805 .094; 1.03 -1.229 .183; .814 .687 .215; 1.77 -1.104 .192; 1.322 -1.441 .134;
2.841 -.257 .341; 2.31 -.282 .239; .407 -1.103 .236; .866 -2.224 .195; .912 -3.457 .194; 1.753 -1.658 .21;
2.442 -2.07 .168; 1.756 -1.782 .233; 1.728 -1.991 .214; .888 -2.815 .201; 2.771 -1.412 .252; 1.469 -1.531 .218;
1.736 -1.945 .253; 2.131 -.81 .295; 3.826 -.729 .212; 3.171 -.663 .222; 2.029 -.993 .224; 1.248 -2.392 .196;
1.244 -1.743 .209; 2.621 -1.867 .161; 2.024 -1.696 .156; 2.194 -1.284 .227; .739 -2.356 .213;
2.575 -1.444 .175; 2.682 -1.107 .275; 1.751 -1.352 .228; 1.176 -2.014 .222; 1.025 -1.364 .172;
2.093 -1.232 .243; 2.568 -.565 .166; 3.076 -.265 .235; 2.866 -.032 .236; 2.613 -.115 .092; 3.983 .12 .063;
1.639 -2.139 .2; 1.899 -1.889 .191; 1.782 -1.639 .187; 2.698 -1.006 .148; 3.162 -.621 .256; 2.361 -.248 .273;
2.655 -.086 .33; 1.901 -1.107 .238; 1.016 -1.268 .21; .992 -1.115 .203; 1.346 -.612 .153; 1.385 -.589 .171;
1.256 -.182 .196; 2.881 .84 .233; 1.166 -1.377 .19; 1.462 -1.103 .283; 2.968 .711 .089; 2.058 -.265 .142;
1.935 -.648 .304; 1.6 -1.093 .384; 2.189 -.664 .18; 1.933 -.952 .316
"""
ROWS = np.array([[float(value) for value in row.split()] for row in TCALS.split(";")])
POOL = tabulate(ItemParameters.logistic(*ROWS.T))


def chosen(select, log=(), estimate=EAP(), out=()):  # noqa: B008 - a frozen value
    """The number of the next item, from 1 as in catR."""
    test = AdaptiveTest(POOL, estimate, select, ())
    learner = Learner(unavailable=tuple(number - 1 for number in out))
    return next_action(test, replay(test, log, learner), 1).item + 1


@pytest.mark.parametrize(("out", "expected"), [((), 63), ((63,), 10), ((63, 10), 62)])
def test_maximum_information_against_catr(out, expected):
    assert chosen(MaxInformation(), out=out) == expected


def test_the_nearest_difficulty_against_catr():
    assert chosen(Urry()) == 24


@pytest.mark.parametrize(
    ("select", "expected"), [(MinExpectedPosteriorVariance(), 19), (PosteriorKullbackLeibler(), 44)]
)
def test_what_follows_a_wrong_answer_to_item_63_against_catr(select, expected):
    # both weighted by a standard normal prior, with Warm's estimate; catR's MEI and KL are defined otherwise
    assert chosen(select, [Answered(62, 0)], WLE()) == expected
