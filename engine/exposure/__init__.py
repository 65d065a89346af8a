"""Exposure control: strategies that keep items from being presented too often, and their solution by simulation.

* ``randomesque``: a random draw among the items of highest value
* ``item_eligibility``: Sympson–Hetter and conditional eligibility probabilities
* ``exposure_rates``: exposure rates in simulated sittings, and the rates that content requires
* ``eligibility_prices``: the updates from one simulation to the next
* ``starting_eligibility``: probabilities of an earlier solution, from which solving starts
* ``exposure_solver``: the solution of exposure parameters by repeated simulation
* ``solved_exposure``: solved parameters and what fresh simulations show of them
"""
