"""What learners are shown of an item.

* ``learner_presentation``: an item without key, rule and parameters
* ``practice_questions``: a practice question for each response type
* ``shuffling``: the order of options and cards
"""
