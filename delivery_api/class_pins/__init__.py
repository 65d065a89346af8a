"""Sign-in with a class PIN while the provider is unreachable.

* ``pin_code``: derives, formats and looks up the code of a PIN
* ``routes``: HTTP routes for learners and for staff
* ``service``: creates PINs, signs learners in and confirms visitors
* ``store``: the SQL of PINs, entries and late arrivals
* ``tables``: their tables
* ``values``: PINs, entries and confirmations
"""
