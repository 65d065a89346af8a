"""The audit: who did what to whom, chained in sealed segments so that changes show.

Rows that are committed are sealed as a segment from time to time. A segment's head is the SHA-256 of its rows and of
the head before it, signed with its bounds and its end under a key outside the database. When its retention time is
over, a segment's rows are removed together; its head stays, so that the chain holds, and the ledger tells of it.

- ``anchors``: what the audit and the ledger were at a moment, signed, in files of another place
- ``audit_log``: records an act, and lists the learners whose data were accessed
- ``chain_verification``: verifies segments, seals and rows
- ``hash_chain``: hashes rows and signs the head of a segment
- ``key_in_use``: which key the audit is signed under now
- ``row_links``: the code that links a row to the one before it, until it is sealed
- ``row_traces``: compares rows of other tables with the acts that made or ended them
- ``row_verification``: verifies rows and finds those that are gone
- ``segment_expiry``: removes the rows of segments whose time is over, and tells the ledger
- ``segment_sealing``: seals rows as segments
- ``store``: SQL
- ``tables``: the tables of rows and segments
- ``written_rows``: the last rows that processes have written, outside the database
- ``values``: rows, segments, faults and affected learners
"""
