"""Sign-in and sign-out, and the records of people, classes and schools.

* ``appointments``: appoints and dismisses people who are on no roster
* ``claims``: which roster identifiers the provider's claims give
* ``enrolment``: enrols learners and teachers, and removes people from the roster
* ``identifier_hashing``: identifiers of people and their hashes
* ``oidc_provider``: the client of the OpenID Connect provider
* ``person_records``: finds, rectifies and erases one person's record
* ``personal_details``: names and dates of birth, sealed
* ``return_url``: the page a browser returns to after signing in
* ``routes``: HTTP routes of signing in and out
* ``service``: the use cases of signing in and out
* ``sessions``: server-side sessions: content, lookup and limits
* ``store``: the SQL of people, classes, enrolments and sessions
* ``tables``: their tables
* ``token_checks``: checks of ID and logout tokens
* ``upn``: the Unique Pupil Number and its check letter
* ``values``: people, classes, organisations, memberships and enrolments
* ``roster_import``: the room that imports rosters
* ``name_keys``: the room of the keys under which names are, which die with them
* ``school_history``: the room of past enrolments and memberships
"""
