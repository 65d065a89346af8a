"""Bank versions and the life cycle of item versions.

* ``adopted_parameters``: trials that parameters were adopted from, and errors of parameters
* ``bank_version``: an immutable bank version and its canonical JSON
* ``difficulty_errors``: how surely the difficulty of an item is known
* ``item_lifecycle``: item statuses and the transitions allowed between them
* ``sister_questions``: practice items that are like an item of an assessment
"""
