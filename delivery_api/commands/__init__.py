"""The commands of `mesur` that need the service; `delivery_api.cli` mounts them.

* ``adoption``: `mesur bank adopt`
* ``anchors``: `mesur audit anchor`, and what `mesur audit verify` says of anchors
* ``audit``: `mesur audit`
* ``backup``: `mesur backup`
* ``bank``: `mesur bank`, the commands that need the database
* ``bank_serving``: `mesur bank serve`
* ``breach``: `mesur privacy breach`
* ``command_context``: settings, console and errors of every command
* ``command_lifetime``: what is done when a command ends
* ``database``: `mesur database`
* ``drill``: `mesur privacy drill`
* ``exposure_commands``: `mesur exposure`
* ``keys``: `mesur keys`
* ``legal_holds``: `mesur privacy hold`, `holds` and `release-hold`
* ``norm_commands``: `mesur norms`
* ``people``: `mesur people`
* ``privacy``: `mesur privacy`
* ``published_log``: `mesur privacy publish` and `verify`
* ``refusal_messages``: sentences for refusals
* ``report_commands``: `mesur release`
* ``restore``: `mesur restore`
* ``retention``: `mesur retention`
* ``retention_tables``: what is held, or would go, as a table
* ``rights``: `mesur rights`
* ``roster``: `mesur roster`
* ``roster_messages``: sentences of `mesur roster`
* ``setup_messages``: sentences of `mesur setup`
* ``sitting``: `mesur sitting`
* ``translated_help``: help, and refusals of a command line, in Welsh or English
* ``trial``: `mesur trial`
* ``trial_commands``: `mesur seeding`, and parts of `mesur trial`
"""
