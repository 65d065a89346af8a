"""The report on explained difficulty.

* ``difficulty_chart``: the chart of fitted against predicted difficulty
* ``difficulty_messages``: messages in Welsh and English
* ``difficulty_page``: the page
* ``difficulty_sentences``: explained difficulty in sentences
* ``difficulty_table``: difficulties of asked and new items as CSV
"""
