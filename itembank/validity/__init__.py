"""Validity checks: what a bank must satisfy; each refusal names the item and the field.

* ``bank_validity``: a whole bank
* ``response_validity``: responses
* ``rule_validity``: scoring rules
* ``text_checks``: words and HTML in the bank's languages
* ``field_checks``: single fields
"""
