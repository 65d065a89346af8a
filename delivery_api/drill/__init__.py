"""The privacy drill: walks three school years on a service of its own, and reports which promises were kept.

* ``drill_report``: the signed report, in both languages
* ``drill_service``: the service that the drill makes, backs up, restores and kills
* ``marker_ends``: the day on which each planted row has to go
* ``promises``: the promises that are tried, and what was found
* ``scanning``: looks for markers in database, files and backups, in clear and by every key that is left
* ``service_log``: what the service logs meanwhile, as a file to be looked into
* ``store``: plants markers in every table, and looks for them; the SQL
* ``walk``: what happens on which day
"""
