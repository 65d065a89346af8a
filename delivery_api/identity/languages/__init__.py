"""In which language pages open for somebody before they choose one.

* ``opening_languages``: what somebody chose, else what staff or a roster say of them, else their school's
* ``store``: the SQL of schools' languages
"""
