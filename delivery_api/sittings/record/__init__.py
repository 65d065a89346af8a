"""The record of a sitting: its events, the state that they fold to, and what is derived from them.

- ``break_events``: the learner's own breaks: their events, which is under way, and how many are left
- ``event_types``: the typed events, their serialisation, and functions that read a log
- ``logbook``: the SQL of the sealed logs
- ``lost_sittings``: those that the database has lost, and who gives them up
- ``open_sitting``: loads a started sitting and folds its log
- ``item_counts``: counts of answers without persons, for the exposure watch
- ``earlier_sittings``: those that a learner has begun before, whatever was done to their rows
- ``left_out_items``: the items that a sitting does not ask because of a screen reader
- ``items_seen``: the items that a learner has seen in earlier sittings
- ``receipt``: signed receipts of acknowledged answers
- ``reported_reading``: reads what was reported of finished sittings
- ``reported_results``: fixes what is reported of a sitting when it ends or is rescored
- ``rescoring``: rescores finished sittings under another bank version
- ``result_records``: binds a finished sitting to its learner, its log and its score
- ``result_verification``: verifies every result of a database
- ``scored_sittings``: which sittings have enough answers for a score, and which staff ended early
- ``response_time_effort``: response-time effort from the server times
- ``told_state``: the state that a log tells
"""
