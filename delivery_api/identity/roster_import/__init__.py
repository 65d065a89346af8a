"""Import of rosters from a plain CSV or OneRoster 1.2, and the yearly roll-over.

* ``class_moves``: who goes from one class to another
* ``csv_table``: reads the needed columns of a CSV file
* ``detail_changes``: compares names and dates of birth
* ``field_checks``: checks the fields of a feed
* ``gc_pause``: pauses the garbage collector while a feed is in memory
* ``language_changes``: the languages that a feed names
* ``import_warnings``: warns of changes that look like a mistake
* ``oneroster``: assembles a roster from the tables of OneRoster
* ``oneroster_rest``: fetches those tables over REST
* ``person_matching``: matches a feed's identifiers with stored people
* ``plain_csv``: reads the plain CSV
* ``roll_over``: moves learners up a year group in September
* ``roster_difference``: compares enrolments and memberships
* ``roster_files``: opens a CSV, folder or zip file
* ``roster_import``: plans and applies an import
* ``row_merging``: merges the rows of one person
* ``store``: the SQL of imports
* ``values``: rows, faults and the checked feed
"""
