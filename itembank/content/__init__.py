"""The item model: items, response types, scoring rules, stimuli, topics and subjects.

* ``item_versions``: item versions and their parameters
* ``response_types``: response types and replies
* ``scoring_rules``: scoring rules with keys and misconceptions
* ``written_numbers``: what a fraction or a clock time in a rule is worth
* ``misconception_sentences``: what stands behind a wrong answer, in words, from the tables of ``misconceptions/``
* ``shown_texts``: the texts within an item, their words and the text alternatives of their drawings
* ``stimulus``: passages and scenarios that items share
* ``topics``: topics that feedback reports on
* ``curriculum``: where each topic stands in the curriculum of Wales
* ``told_numbers``: the numbers that a text tells in each language
* ``pounds_and_pence``: amounts of money in pounds
* ``subjects``: subjects with their strands, processes and languages
* ``allowed_html``: the HTML that an item may contain
* ``content_messages``: names of strands, processes and response types in both languages
"""
