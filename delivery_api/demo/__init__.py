"""The demonstration: fictitious schools, a sign-in provider and finished sittings on one machine.

* ``demo_data``: fills an empty service
* ``people``: the schools and people
* ``run``: prepares and serves the demonstration
* ``sign_in_provider``: an OpenID Connect provider on loopback
* ``simulated_replies``: replies of simulated learners
"""
