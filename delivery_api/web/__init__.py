"""Pages, the learner player, styles, and the message catalogues.

* ``bundles``: one script and one style sheet a page
* ``catalogue_extraction``: updates the catalogues from templates and code
* ``class_table_rows``: sorts and filters the rows of a class page
* ``message_catalogue``: sentences in Welsh and English
* ``name_order``: names in Welsh order, and their initials
* ``page_rendering``: renders pages from templates
* ``player_shell``: the player's page without a learner, and the service worker that holds it
* ``reader_language``: the language of a page
* ``spoken_pages``: what pages ask of the recordings that are read aloud
* ``static_assets``: static files
* ``unbroken_text``: keeps figures on one line, and sets commands as code
* ``welsh_sentences``: "a" or "ac", "na" or "nag" before the number that is put into a sentence
"""
