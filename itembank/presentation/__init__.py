"""What learners are shown of an item, and what staff read beside it.

* ``explained_answers``: the answers that a rule tells apart, with the misconceptions in words
* ``item_tools``: the tools that an item allows, and why it does not allow the others
* ``learner_presentation``: an item without key, rule and parameters
* ``practice_questions``: a practice question for each response type
* ``shuffling``: the order of options and cards
"""
