"""What judges say of procedural items, and what follows for their provisional difficulties.

``expert_judgements``: judged facilities, from a file beside it
``judged_difficulty``: an item's judged facility as a difficulty among the items of its set
``effect_estimation``: effects of topics and templates on difficulty, shrunk
``cross_validation``: how well effects foretell the judgements of a set that they were not estimated from
``template_effects``: the frozen effects, from a file beside it
"""
