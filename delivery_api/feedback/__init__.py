"""Feedback of learners, classes and schools over HTTP.

- ``learner_routes``: a learner's feedback as page, PDF and CSV
- ``class_routes``: a class's feedback as page, PDF and CSV
- ``school_routes``: a school's aggregated results as page and CSV
- ``service``: fetches the results of finished sittings
- ``download_responses``: parameters, links and downloads that the routes share
"""
