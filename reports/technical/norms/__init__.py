"""The report on norms.

* ``norm_messages``: messages in Welsh and English
* ``norm_sentences``: what norms rest on, and what their checks found, in sentences
* ``norms_page``: the page
* ``sample_file``: the reference sample read from CSV
"""
