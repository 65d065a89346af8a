"""What the codes of rows leave out, and which deleted rows nothing misses, each with the reason.

`tests/meta/test_signed_columns.py` holds that every column of every table is bound or stands here, and that
docs/security.md says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SEALED = "sealed to its row: what was altered or copied from another one does not open"

UNSIGNED_COLUMNS: Mapping[str, Mapping[tuple[str, ...], str]] = MappingProxyType(
    {
        "audit": {
            ("sequence", "at", "actor", "action", "learner", "thing", "previous"): (
                "has a code of its own over itself and the row before it, and seals over segments"
            ),
        },
        "audit_segments": {
            ("number", "first", "last", "rows", "ends_at", "previous", "head", "key_id", "seal", "next_key_id"): (
                "covered by its own seal and by those that follow"
            ),
            ("expired_at",): "the ledger says which segments have expired",
        },
        "bank_versions": {
            ("hash", "document", "key_id"): "the document is sealed to its hash",
            ("subject", "added_at"): "for lists; which bank a subject uses is signed (`banks_in_use`)",
        },
        "classes": {("name",): "a label; class, school and learners are found by id"},
        "enrolments": {("registration_group",): "a label of the roster, which decides nothing"},
        "item_moves": {
            ("number", "item", "subject", "before", "after", "by", "reason", "at"): (
                "the statuses are signed and compared with the last moves, and the audit tells who withdrew an item"
            ),
        },
        "key_folders": {
            ("id", "host", "seen_at"): (
                "each host writes its own again; what it confirmed is signed (`key_confirmations`)"
            ),
        },
        "keys": {
            ("id", "purpose", "created_at"): "the key's file says all three, and is believed",
            ("destroyed_at",): "the ledger says which keys are destroyed",
        },
        "ledger_position": {("id", "number", "hash"): "compared with the ledger, also where it claims to know less"},
        "logout_notices": {("notice", "until"): "a notice that comes twice signs out twice"},
        "national_release_members": {
            ("programme", "subject", "number", "key_id", "payload"): _SEALED,
        },
        "notices_shown": {("person", "version", "shown_on"): "decides only whether a notice is shown once more"},
        "people": {
            ("details_mark",): "decides only whether the next roster seals the same details again",
            ("seen_on",): "false ones let a fifth of all accounts lapse in 30 days at most; a roster brings them back",
        },
        "programmes": {("name",): "a label; trials and years are found by id"},
        "reported_results": {("programme", "sitting", "revision", "key_id", "payload"): _SEALED},
        "schema_changes": {
            (
                "revision",
                "oldest_release",
            ): "which builds may start, and nothing else"
        },
        "schools": {("name",): "a label; a school is found by its number, which is signed"},
        "security_counts": {
            (
                "hour",
                "event",
                "count",
            ): "for one page; log and metrics count the same outside the database"
        },
        "sessions": {
            ("language",): "the language of pages",
            ("device",): "a description, by which somebody knows their own sessions",
        },
        "sitting_events": {
            ("programme", "sitting", "sequence", "kind", "key_id", "payload"): (
                f"{_SEALED}; records of results hold the log's hash"
            ),
        },
        "sitting_presence": {
            ("programme", "sitting", "seen_at", "still_for", "unsent", "hidden"): (
                "what a teacher sees of a device at this moment"
            ),
        },
        "sittings": {
            ("state",): "the log says it",
            ("bank_version", "design", "design_name", "seed", "engine_version"): "pinned in the first event of the log",
        },
        "trial_attendance": {("programme", "learner"): "decides nothing that anybody gains by"},
        "trial_booklets": {("begun",): "a false number only gives a booklet to more or fewer learners"},
        "trial_extracts": {("marker_rows",): "helps to find copies; what an extract is, its hashes say"},
        "trial_overwritten_extracts": {("marker_rows",): "helps to find copies; what an extract is, its hashes say"},
    }
)
"""Table → columns that no code of its rows binds → why not."""

UNTRACED_DELETIONS: Mapping[str, str] = MappingProxyType(
    {
        "sessions": "signs somebody out",
        "trial_surveys": "the teacher may answer again, and what is remembered would tell when each did",
    }
)
"""Signed table → why a row that somebody deletes is not missed by `mesur audit verify`."""
