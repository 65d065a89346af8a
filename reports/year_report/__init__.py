"""The technical report of a school year in one document: from its national release, the bank and counts of answers.

- ``year_report``: the document
- ``year_record``: what it is made of
- ``year_report_messages``: its words
"""
