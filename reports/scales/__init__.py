"""Reporting scales: what a score and its band are, and how they are drawn.

``drawn_chart``: a chart as SVG with its words
``progress``: how a learner's scores changed, and what of it is beyond error
``progress_chart``: SVG of scores over time
``reporting_scale``: each subject's scale, and scale scores with their 90 % bands
``score_band``: SVG of a score with its band
``working_year``: the year group whose work is nearest to a learner's level
``year_range``: where half of a year group is expected, while nobody has measured it
"""
