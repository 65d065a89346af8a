"""The processes that serve the application.

* ``bounded_protocol``: a connection, bounded until its request is whole
* ``event_loop_watchdog``: ends a worker whose event loop is blocked
* ``key_folder_watch``: shreds what was destroyed on another host, and keeps up with the ledger
* ``restart_backoff``: when a worker is tried again after one that could not start
* ``open_connections``: how many connections there are, and which makes room
* ``serving``: starts and drains the server
* ``supervisor``: replaces workers that end, hang, or may remember a destroyed key
* ``systemd_notification``: tells systemd that the workers serve
* ``worker_retirement``: a worker that is replaced ends without turning anybody away
"""
