"""Invented roster feeds: a plain CSV and the same people in OneRoster 1.2."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from delivery_api.identity.upn import check_letter

HEADER = (
    *("role", "school", "school_name", "identifier", "name", "birth_date", "year_group", "class"),
    *("registration_group", "registration", "began"),
)
SCHOOL_NAMES = {"6602000": "Ysgol y Bryn", "6602001": "Ysgol y Cwm", "6604000": "Ysgol Gyfun y Bryn"}


def valid_upn(number: int) -> str:
    """A UPN with a correct check letter."""
    rest = f"660200005{number:03d}"
    return check_letter(rest) + rest


@dataclass(frozen=True)
class RosterRow:
    """A row of the plain CSV."""

    identifier: str
    name: str = "Gwenllian Pritchard"
    birth_date: str = "2018-03-01"
    year_group: str = "4"
    class_: str = "Derwen"
    school: str = "6602000"
    role: str = "learner"
    registration_group: str = ""
    registration: str = ""
    began: str = ""

    def cells(self) -> tuple[str, ...]:
        return (
            *(
                self.role,
                self.school,
                SCHOOL_NAMES.get(self.school, "Ysgol"),
                self.identifier,
                self.name,
                self.birth_date,
            ),
            *(self.year_group, self.class_, self.registration_group, self.registration, self.began),
        )

    def but(self, **changes: str) -> RosterRow:
        return replace(self, **changes)


def teacher_row(code: str, name: str = "Siân Gruffydd", school: str = "6602000", class_: str = "Derwen") -> RosterRow:
    return RosterRow(code, name, "", "", class_, school, "teacher")


def learner_rows(count: int, first: int = 1, **fields: str) -> list[RosterRow]:
    """Rows of learners with distinct UPNs."""
    return [
        RosterRow(valid_upn(number), f"Llinos Tomos{chr(96 + number % 26)}", **fields)
        for number in range(first, first + count)
    ]


def write_plain(path: Path, rows: Iterable[RosterRow], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *(row.cells() for row in rows)])
    return path


def oneroster_tables(rows: Iterable[RosterRow]) -> dict[str, list[dict[str, str]]]:
    """The tables of OneRoster 1.2 for the same people; `registration_group` becomes a homeroom."""
    tables: dict[str, dict[str, dict[str, str]]] = {name: {} for name in ("orgs", "users", "demographics", "classes")}
    roles: dict[str, dict[str, str]] = {}
    enrollments: dict[str, dict[str, str]] = {}
    for row in rows:
        id_ = f"u-{row.role}-{row.identifier}".replace(" ", "")
        given, _, family = row.name.partition(" ")
        tables["orgs"][row.school] = {
            "sourcedId": row.school,
            "name": SCHOOL_NAMES.get(row.school, "Ysgol"),
            "type": "school",
            "identifier": row.school,
            "parentSourcedId": "wales",
        }
        tables["users"][id_] = {
            "sourcedId": id_,
            "enabledUser": "true",
            "username": "secret.user",
            "givenName": given,
            "familyName": family,
            "identifier": row.identifier,
            "email": "secret@example.wales",
            "grades": row.year_group.zfill(2),
        }
        if row.birth_date:
            tables["demographics"][id_] = {"sourcedId": id_, "birthDate": row.birth_date, "sex": "secret-sex"}
        role = {"learner": "student", "head": "principal"}.get(row.role, row.role)
        kind = "secondary" if row.registration == "subsidiary" else "primary"
        roles[f"{id_}@{row.school}"] = {
            "sourcedId": f"r{len(roles)}",
            "userSourcedId": id_,
            "roleType": kind,
            "role": role,
            "orgSourcedId": row.school,
            "beginDate": row.began,
        }
        for title, type_ in ((row.class_, "scheduled"), (row.registration_group, "homeroom")):
            if title:
                class_ = f"{row.school}-{type_}-{title}"
                tables["classes"][class_] = {
                    "sourcedId": class_,
                    "title": title,
                    "classType": type_,
                    "schoolSourcedId": row.school,
                }
                enrollments[f"{class_}-{id_}"] = {
                    "sourcedId": f"e{len(enrollments)}",
                    "classSourcedId": class_,
                    "userSourcedId": id_,
                    "role": role,
                    "schoolSourcedId": row.school,
                }
    return {
        **{name: list(table.values()) for name, table in tables.items()},
        "roles": list(roles.values()),
        "enrollments": list(enrollments.values()),
    }


def write_oneroster(path: Path, tables: dict[str, list[dict[str, str]]], version: str = "1.2") -> Path:
    """Write a zip file, or a folder if the path has no suffix."""
    files = {name: as_csv(rows) for name, rows in tables.items()}
    files["manifest"] = f"propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\nfile.users,bulk\n"
    if path.suffix != ".zip":
        path.mkdir(exist_ok=True)
        for name, content in files.items():
            (path / f"{name}.csv").write_text(content)
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return path


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
