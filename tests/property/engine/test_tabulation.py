"""A pool's tables against the models, item by item and person by person: the same bits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ItemParameters, information, log_probabilities, tabulate
from engine.irt.response_models import theta_derivatives, warm_term

GRID = np.linspace(-7, 7, 141)
FUNCTIONS = (log_probabilities, theta_derivatives, information, warm_term)

slopes = st.floats(0.2, 4.0)
places = st.floats(-4.0, 4.0)
logistic = st.builds(ItemParameters.logistic, slopes, places, st.sampled_from([0.0, 0.2]), st.sampled_from([0.9, 1.0]))
partial_credit = st.builds(
    lambda a, steps: ItemParameters.partial_credit(a, [steps]), slopes, st.lists(places, min_size=1, max_size=5)
)
graded = st.builds(
    lambda a, b, gaps: ItemParameters.graded(a, [np.cumsum([b, *gaps])]),
    slopes,
    places,
    st.lists(st.floats(0.05, 2.0), max_size=4),
)
banks = st.lists(logistic | partial_credit | graded, min_size=1, max_size=12)


@given(banks, st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_table_is_the_models_evaluated_item_by_item(items, copies):
    # with copies a bank has more items of a kind than are evaluated at once
    pool = tabulate(ItemParameters.concat(*items * copies), grid=GRID)
    for index, item in enumerate(items * copies):
        k = int(item.categories[0])
        assert np.array_equal(pool.log_prob[index, :k], log_probabilities(item, GRID[np.newaxis])[0])
        assert np.isneginf(pool.log_prob[index, k:]).all()
        assert np.array_equal(pool.information[index], information(item, GRID[np.newaxis])[0])


@given(banks, st.data())
@settings(max_examples=60, deadline=None)
def test_each_item_at_its_own_ability_is_what_it_is_alone(items, data):
    theta = np.array(data.draw(st.lists(st.floats(-30, 30), min_size=len(items), max_size=len(items))))
    together = ItemParameters.concat(*items)
    for function in FUNCTIONS:
        values = function(together, theta[:, np.newaxis])[..., 0]
        for index, item in enumerate(items):
            alone = function(item, theta[index])[0]
            assert np.array_equal(values[index][..., : alone.size] if alone.ndim else values[index], alone)


@given(banks)
@settings(max_examples=30, deadline=None)
def test_all_functions_come_out_alike_however_many_items_are_evaluated_at_once(items):
    far = np.linspace(-40, 40, 7001)[np.newaxis]  # so many abilities that each item is a block of its own
    together = ItemParameters.concat(*items)
    for function in FUNCTIONS:
        assert np.array_equal(function(together, far[:, ::50]), function(together, far)[..., ::50])
