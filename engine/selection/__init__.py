"""Item selectors: each gives the value of presenting every item next.

* ``selectors``: maximum information and random selection
* ``information_ranking``: a fast search for the most informative eligible item
* ``global_information``: selectors that average over the posterior or the likelihood
* ``difficulty_selectors``: selectors by difficulty (Urry, a-stratified) and by target success rate
* ``randomised_selectors``: progressive and proportional selection
"""
