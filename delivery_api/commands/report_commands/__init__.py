"""The commands that report on a whole school year, and say who sees the figures of schools.

* ``release``: `mesur release`, the national release
* ``year_reporting``: what `mesur release report` does
* ``views``: `mesur views`, whether local authorities and the government see the figures of schools
"""
