"""Sign-in and sign-out, and the records of people, classes and schools.

* ``appointments``: appoints and dismisses people who are on no roster
* ``claims``: which roster identifiers the provider's claims give
* ``class_list``: the room of all classes
* ``device_kind``: the kind of device that a browser runs on
* ``enrolment``: enrols learners and teachers, and removes people from the roster
* ``erasure``: the room of the hashes of erased identifiers
* ``identifier_hashing``: identifiers of people and their hashes
* ``languages``: the room of the languages in which pages open
* ``last_seen``: the room of when people were last seen
* ``oidc_provider``: the client of the OpenID Connect provider
* ``person_records``: finds and rectifies one person's record
* ``personal_details``: names and dates of birth, sealed
* ``provider_requests``: requests to the provider, whose answers are bounded
* ``rectification``: the room of values that were put right
* ``resealing``: seals names anew, whatever one of them was altered to
* ``restriction``: the room of whose data are only stored
* ``return_url``: the page a browser returns to after signing in
* ``routes``: HTTP routes of signing in and out
* ``service``: the use cases of signing in and out
* ``session_routes``: the page of one's own sign-ins
* ``session_rows``: the room of the rows of signed-in browsers
* ``sessions``: server-side sessions: content, lookup and limits
* ``sign_in_policy``: which roles need a stronger sign-in
* ``store``: the SQL of people, classes and enrolments
* ``tables``: their tables
* ``token_checks``: checks of ID and logout tokens
* ``upn``: the Unique Pupil Number and its check letter
* ``values``: people, classes, organisations, memberships and enrolments
* ``roster_import``: the room that imports rosters
* ``name_keys``: the room of the keys under which names are, which die with them
* ``school_attributes``: the room of what schools are sampled by
* ``school_history``: the room of past enrolments and memberships
"""
