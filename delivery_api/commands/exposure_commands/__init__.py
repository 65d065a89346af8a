"""The commands `mesur exposure`.

* ``watch``: `mesur exposure watch`
"""
