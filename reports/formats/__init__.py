"""Feedback as files.

``csv_export``: feedback as CSV
``pdf``: feedback as tagged PDF
"""
