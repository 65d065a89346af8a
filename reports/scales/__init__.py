"""Reporting scales: what a score and its band are, and how they are drawn.

``reporting_scale``: scale scores with their 90 % bands
``score_band``: SVG of a score with its band
"""
