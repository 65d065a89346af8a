"""How pages and questions are shown to a learner, as staff set it and as the learner chooses it; a school's language.

* ``language_routes``: HTTP routes of a school's language, which its head sets, and of anybody's own
* ``routes``: HTTP routes of staff, by class, and of learners for themselves
* ``service``: sets, chooses and reads
* ``setting_words``: the words for each setting and its values
"""
