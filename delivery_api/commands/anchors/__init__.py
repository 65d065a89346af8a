"""Anchors of the audit and the ledger on the command line.

- ``anchor_command``: `mesur audit anchor`, and what `mesur audit verify` says of anchors
"""
