"""The processes that serve the application.

* ``event_loop_watchdog``: ends a worker whose event loop is blocked
* ``serving``: starts and drains the server
* ``supervisor``: replaces workers that end or hang
"""
