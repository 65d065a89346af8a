"""The commands that report on a whole school year.

* ``release``: `mesur release`, the national release
* ``year_reporting``: what `mesur release report` does
"""
