"""The processes that serve the application.

* ``event_loop_watchdog``: ends a worker whose event loop is blocked
* ``key_folder_watch``: shreds what was destroyed on another host, and keeps up with the ledger
* ``serving``: starts and drains the server
* ``supervisor``: replaces workers that end or hang
"""
