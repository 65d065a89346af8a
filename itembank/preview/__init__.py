"""A page that shows a whole bank with its keys, for reviewers.

* ``preview_page``: the page
* ``answer_key_html``: a response with its key and misconceptions
* ``answer_key_drawings``: number lines and bar charts drawn with the key
* ``preview_messages``: messages in both languages
"""
