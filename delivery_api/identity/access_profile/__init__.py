"""The access profile of a learner: settings, never a diagnosis or a reason.

* ``profile_settings``: the settings that there are, their values and their names in 1EdTech's standard
* ``store``: the SQL of profiles
"""
