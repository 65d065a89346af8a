"""Anchors: what the audit and the ledger were at a moment, signed, in files of another place.

Whoever deletes the database, the ledger and the recorded heads leaves the anchors that they cannot reach.

- ``anchor_files``: writes anchors into a folder, and compares a service with those of one
- ``der``: the few rules of DER that time-stamps are written in
- ``timestamps``: time-stamps of an anchor by a service that follows RFC 3161
"""
