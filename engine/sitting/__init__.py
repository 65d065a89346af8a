"""The state of a sitting, the item pool, the posterior of ability, and the protocols of the strategies.

* ``item_pool``: the items of a bank version, tabulated on an ability grid
* ``testlet_effects``: the likelihood of answers to an item set that share an effect
* ``grid_interpolation``: the pool's tables between the nodes of the grid
* ``sitting_state``: the state of one sitting, the events of its log and what is known of the learner
* ``cohort``: many sittings side by side, as arrays
* ``estimate``: ability estimates with standard error and status
* ``posterior``: prior and posterior of each person on the grid
* ``grid_maxima``: the grid nodes near which the highest maximum of a likelihood may lie
* ``content_masks``: content rules that each item must satisfy by itself
* ``linear_form``: a fixed test, whose items come in one order for everybody
* ``strategy_protocols``: the protocols of estimator, selector, mask, assembler, exposure control and seeding
* ``strategy_checks``: refusal of a strategy that does not fit its place in a test
"""
