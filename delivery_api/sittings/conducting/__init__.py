"""What staff do with the sittings of a class: booking, monitoring, and actions on single sittings.

- ``absence_routes``: the HTTP routes of the page of absences
- ``absences``: marks several learners as absent, or as back
- ``assigning``: assigns an assessment to a class
- ``booking_routes``: the HTTP routes of the page of bookings
- ``bookings``: changes and cancels what is booked for a class
- ``browser_secret``: the secret under which a browser seals what it keeps
- ``practising``: starts practice sittings
- ``class_page``: what the pages about a class and a subject have in common
- ``class_changes``: open sittings of learners who changed class
- ``device_presence``: what a player reports of itself every few seconds
- ``fresh_acts``: the actions that need a sign-in of the last minutes
- ``held_act_routes``: the HTTP routes of discarding, moving, and confirming either
- ``held_acts``: acts on finished results, which nobody does alone
- ``hindered_learners``: who can start nothing, or not go on, because of what became of their logs
- ``monitor``: how far each learner of a class is
- ``monitor_routes``: the HTTP routes of the monitor
- ``monitor_totals``: how many learners are how far
- ``monitor_words``: the sentences of the monitor
- ``staff_actions``: pause, resume, finish, extend, discard, hand over
- ``staff_forms``: reads the forms of the pages
- ``staff_routes``: the HTTP routes of booking and of actions
"""
