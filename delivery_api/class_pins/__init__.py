"""Sign-in with a class PIN while the provider is unreachable.

* ``pin_code``: derives, formats and looks up the code of a PIN
* ``routes``: HTTP routes for learners and for staff
* ``service``: creates PINs, signs learners in and confirms visitors
* ``sheet_routes``: HTTP routes of the sheet for the wall and of the slips
* ``sheet_words``: the sentences beside a PIN on the wall and on slips, in both languages
* ``sign_in_code``: the QR code that brings a PIN into its box
* ``store``: the SQL of PINs, entries and late arrivals
* ``tables``: their tables
* ``values``: PINs, entries and confirmations
"""
