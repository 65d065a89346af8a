"""Bank versions in the service: stored, approved, published and used by new sittings.

* ``bank_preloading``: loads the banks in use before a worker serves
* ``discarded_adoptions``: which versions rest on an adoption that was discarded
* ``document_sealing``: seals bank versions in the database
* ``item_status_changes``: approves and withdraws item versions
* ``named_tests``: designs and tests by name, also those of practice and those without unscored items
* ``norms_in_use``: which norms give age-standardised scores
* ``publishing``: publishes a bank version that passes its gates
* ``requested_subject``: the subject of a request
* ``seeding_permission``: whether live sittings may hold unscored questions
* ``service``: banks in use, and the cache of compiled tests
* ``store``: SQL
* ``tables``: tables of bank versions, decisions and item statuses
* ``values``: authorisations, decisions and status changes
"""
