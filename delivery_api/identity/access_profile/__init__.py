"""The access profile of a learner, or what anybody else chose: settings, never a diagnosis or a reason.

* ``profile_settings``: the settings that there are, their values and their names in 1EdTech's standard
* ``store``: the SQL of profiles
"""
