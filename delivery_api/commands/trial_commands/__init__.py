"""Commands about who takes part in trials, and about unscored questions.

* ``seeding``: `mesur seeding`
"""
