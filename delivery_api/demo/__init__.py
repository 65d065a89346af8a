"""The demonstration: fictitious schools, a sign-in provider and two school years of sittings on one machine.

* ``adopted_state``: a bank as a made-up trial left it, and made-up norms
* ``demo_data``: fills an empty service
* ``names``: invented names
* ``people``: the schools and people
* ``run``: prepares and serves the demonstration
* ``sign_in_provider``: an OpenID Connect provider on loopback
* ``simulated_replies``: replies of simulated learners
* ``simulated_sittings``: whole sittings of simulated learners
* ``sitting_plan``: what they have sat, and when
"""
