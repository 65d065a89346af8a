"""The privacy notice of the service: its versions in both languages, its pages, and who was shown which.

* ``notice_versions``: reads versions from files; a sentence without Welsh or English stops build and start
* ``held_data``: what is held about one person, until when, and who looked
* ``published_versions``: writes to the ledger which versions there are
* ``routes``: the pages of the notice and of one's own data
* ``store``: SQL
* ``tables``: the table of versions that people were shown
* ``versions``: a TOML file for each version, named by its day
"""
