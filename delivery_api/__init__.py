"""The service: sign-in, sittings, feedback, trials and retention over HTTP, and the command `mesur`.

* ``app``: builds the web application of one worker
* ``cli``: the command `mesur`, which mounts the commands of every package
* ``settings``: the operator's settings, read from a TOML file
* ``foreseen_faults``: what is wrong with files and programs beside the service, told in the reader's language

Rooms, from the lowest to the highest:

* ``access``, ``dates``, ``observability``: who may see what, clock and school calendar, log and metrics
* ``storage``, ``web``: database, pages and message catalogues
* ``http``, ``keys``, ``releases``: request handling, encryption keys, releases that are running
* ``ledger``: the signed file of what must outlive a restore
* ``audit``: the chained record of who did what
* ``bank``, ``identity``: bank versions in use, people and sign-in
* ``permissions``: grants and emergency access
* ``sittings``: assessments from assignment to receipt
* ``class_pins``, ``feedback``, ``trials``: features built on sittings
* ``privacy``: retention
* ``lifecycle``: set-up, schema upgrade and key management
* ``commands``, ``migrations``, ``service_routes``: commands, schema changes, health and home pages
* ``server``, ``demo``: the processes that serve, and the demonstration
"""
