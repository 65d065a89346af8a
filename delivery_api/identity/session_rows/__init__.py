"""The rows of signed-in browsers.

* ``store``: SQL
"""
