"""Feedback and documents as files.

``class_export``: a class for a school's own system
``csv_export``: feedback as CSV
``document``: a document of sections as page and as tagged PDF
``letter``: a letter, as values and as tagged PDF
``pdf``: feedback as tagged PDF
``typesetter``: PDFs made one after the other by a process of its own
``typesetting_child``: that process
"""
