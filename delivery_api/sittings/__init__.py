"""Sittings: taking, booking and conducting assessments, and the log that each sitting consists of.

- ``routes``: the HTTP routes of a learner's own sittings
- ``conducting``: what staff do: booking, monitoring, actions on sittings
- ``service``: use cases of a learner's sittings: assign, list, start, show, take over
- ``answering``: taking an answer or a hint, and choosing what comes next
- ``scheduling``: windows of bookings, and transitions between states
- ``sitting_lookup``: finds and locks a sitting for a signed-in person
- ``record``: the events of a sitting, the state they fold to, and what is derived from them
- ``sitting_context``: the connection, keys and caches that use cases work with
- ``storage``: tables and SQL of sittings and programmes
- ``values``: frozen values of all of these
"""
