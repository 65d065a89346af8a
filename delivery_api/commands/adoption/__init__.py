"""The command `mesur bank adopt`, which is loaded when it is used: it needs what calibrates.

* ``adopt``: a fit reviewed beside a bank, and a bank version made by decisions
"""
