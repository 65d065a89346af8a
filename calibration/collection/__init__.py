"""Collection designs: which items of a trial stand in which booklet at which position, and what that will show.

* ``collection_items``: the items that a design is built of
* ``collection_design``: booklets, and what a design says of positions, links and numbers of responses
* ``collection_faults``: why no design can be built
* ``year_pools``: which items each year group is asked
* ``booklet_building``: clusters of items, rotated through the booklets
* ``simulated_trial``: the responses that a trial by a design might give
* ``dif_promise``: how often a difference between the languages would be flagged
* ``design_study``: what trials by a design find out, by simulation
* ``design_aims``: what a trial is to find out, and the number of responses that would do
"""

from calibration.collection.booklet_building import build_design
from calibration.collection.collection_design import CollectionDesign, Form
from calibration.collection.collection_faults import CollectionFault, InvalidCollection
from calibration.collection.collection_items import CollectionItem, LinkRule
from calibration.collection.design_aims import Aim, Aims, Shortfall, needed_responses, shortfalls
from calibration.collection.design_study import DesignStudy, ItemPromise, LinkPromise, study_design
from calibration.collection.simulated_trial import SimulatedTrial, TrialPopulations, simulate_trial

__all__ = [
    "Aim",
    "Aims",
    "CollectionDesign",
    "CollectionFault",
    "CollectionItem",
    "DesignStudy",
    "Form",
    "InvalidCollection",
    "ItemPromise",
    "LinkPromise",
    "LinkRule",
    "Shortfall",
    "SimulatedTrial",
    "TrialPopulations",
    "build_design",
    "needed_responses",
    "shortfalls",
    "simulate_trial",
    "study_design",
]
