"""Test assembly: blueprints and the shadow tests that satisfy them.

* ``blueprint``: content constraints on a whole sitting
* ``compiled_blueprint``: a blueprint compiled for a pool, and the status of an assembled test
* ``nested_bounds``: the best test under nested count bounds, without a solver
* ``best_tests``: the best tests of item sets, as a method without a solver finds them
* ``set_ranking``: the best tests of whole item sets, by ranking them, where that is exact
* ``set_programme``: the best tests of item sets of which parts are used, by dynamic programming
* ``mixed_integer_programme``: the best test under any bounds, by HiGHS
* ``ordering_rules``: the order in which the items of a shadow test may be presented
* ``shadow_test``: the shadow test before each item, with relaxation and conflicts
* ``constraint_exclusions``: the items that a single constraint excludes
"""
