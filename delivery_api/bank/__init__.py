"""Bank versions in the service: stored, approved, published and used by new sittings.

* ``bank_preloading``: loads the banks in use before a worker serves
* ``document_sealing``: seals bank versions in the database
* ``item_status_changes``: approves and withdraws item versions
* ``practice_tests``: designs and tests by name, those of practice too
* ``publishing``: publishes a bank version that passes its gates
* ``requested_subject``: the subject of a request
* ``service``: banks in use, and the cache of compiled tests
* ``store``: SQL
* ``tables``: tables of bank versions, decisions and item statuses
* ``values``: authorisations, decisions and status changes
"""
