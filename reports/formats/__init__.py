"""Feedback as files.

``csv_export``: feedback as CSV
``letter``: a letter, as values and as tagged PDF
``pdf``: feedback as tagged PDF
"""
