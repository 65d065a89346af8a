"""The controller's registers: what is wrong or open is told by place, and what is made from them is whole."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, Uuid

from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.registers.assessed_risks import assessed_risks, childrens_code
from delivery_api.privacy.registers.processing_record import impact_assessment, processing_record
from delivery_api.privacy.registers.register_checks import require_recorded
from delivery_api.privacy.registers.register_file import SHIPPED_REGISTERS, InvalidRegisters, read_registers
from delivery_api.storage.data_declaration import PURPOSES, Controller, LawfulBasis, Purpose, PurposeTerms
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES

SHIPPED = SHIPPED_REGISTERS.read_text("utf-8")
TODAY = date(2026, 12, 1)


def registers(folder: Path, content: str) -> Path:
    path = folder / "registers.toml"
    path.write_text(content, "utf-8")
    return path


def test_the_registers_that_come_with_the_release_say_what_is_open() -> None:
    assert read_registers(SHIPPED_REGISTERS).open_points() == (
        "processors.sign-in.contract",
        "processors.hosting.contract",
        "exam_scripts.decided_by",
    )


def test_completed_registers_have_no_open_point(tmp_path: Path) -> None:
    done = SHIPPED.replace('contract = ""', "contract = 2026-09-01").replace('decided_by = ""', 'decided_by = "A Prys"')
    found = read_registers(registers(tmp_path, done.replace('decided_on = ""', "decided_on = 2026-11-01")))
    assert found.open_points() == ()


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ('region = "GB"', 'region = "US"', r"processors.sign-in.region: expected one of GB .* got 'US'"),
        ("regions = [", "areas = [", "expected the entry 'regions'"),
        ('contract = ""', 'contract = "soon"', "processors.sign-in.contract: expected a day"),
        ('purposes = ["sign-in"]', 'purposes = ["profit"]', "profit"),
        ('cy = "dynodwr wrth fewngofnodi", ', "", "processors.sign-in.data: .* lacks cy"),
    ],
)
def test_wrong_registers_are_refused_by_place(tmp_path: Path, was: str, becomes: str, place: str) -> None:
    with pytest.raises(InvalidRegisters, match=place):
        read_registers(registers(tmp_path, SHIPPED.replace(was, becomes, 1)))


def test_a_transfer_with_a_safeguard_lets_a_region_in(tmp_path: Path) -> None:
    transfer = '[[transfers]]\nprocessor = "sign-in"\nregion = "US"\nsafeguard = { cy = "IDTA", en = "IDTA" }\n'
    path = registers(tmp_path, SHIPPED.replace('region = "GB"', 'region = "US"', 1) + transfer)
    assert read_registers(path).transfers[0].processor == "sign-in"


@pytest.mark.parametrize("basis", ["legitimate interests", ""])
def test_a_special_category_without_a_basis_is_refused(tmp_path: Path, basis: str) -> None:
    entry = f'[[special_categories]]\ncolumn = "ethnicity"\nbasis = "{basis}"\nrecorded_by = "A"\nrecorded_on = ""\n'
    with pytest.raises(InvalidRegisters, match=r"special_categories.ethnicity: expected a basis"):
        read_registers(registers(tmp_path, SHIPPED + entry))


def test_a_special_category_in_a_table_stops_the_start_until_its_basis_is_recorded(tmp_path: Path) -> None:
    other = MetaData()
    Table("pupils", other, Column("id", Uuid), Column("ethnicity", String(9)))
    shipped = read_registers(SHIPPED_REGISTERS)
    require_recorded(shipped, metadata)  # ours has none
    with pytest.raises(InvalidRegisters, match=r"expected an entry for pupils.ethnicity"):
        require_recorded(shipped, other)
    declared = MetaData()
    Table("pupils", declared, Column("notes", String(9), info={"special_category": True}))
    with pytest.raises(InvalidRegisters, match=r"pupils.notes"):
        require_recorded(shipped, declared)
    basis = 'basis = "legal obligation"\nrecorded_by = "A Prys"\nrecorded_on = 2026-11-01\n'
    entry = f'[[special_categories]]\ncolumn = "pupils.ethnicity"\n{basis}'
    require_recorded(read_registers(registers(tmp_path, SHIPPED + entry)), other)


@pytest.mark.parametrize(
    ("basis", "told"), [("legal obligation", "rhwymedigaeth gyfreithiol"), ("explicit consent", "cydsyniad penodol")]
)
def test_the_record_of_processing_tells_the_basis_of_a_special_category_in_its_language(
    tmp_path: Path, basis: str, told: str
) -> None:
    given = f'basis = "{basis}"\nrecorded_by = "A Prys"\nrecorded_on = 2026-11-01\n'
    found = read_registers(registers(tmp_path, f'{SHIPPED}[[special_categories]]\ncolumn = "pupils.faith"\n{given}'))
    written = processing_record(declarations(metadata), found, TODAY, "cy", translations("cy"))
    assert f"- `pupils.faith`: {told} (A Prys" in written


CONSENT = """
[[consents]]
purpose = "trial"
given = { cy = "Ar bapur", en = "On paper" }
withdrawn = { cy = "Drwy lythyr", en = "By letter" }
recorded_by = "A Prys"
recorded_on = 2026-11-01
"""


def test_a_purpose_that_rests_on_consent_stops_the_start_until_the_consent_is_recorded(tmp_path: Path) -> None:
    by_consent = PURPOSES | {Purpose.TRIAL: PurposeTerms(LawfulBasis.CONSENT, Controller.GOVERNMENT)}
    with pytest.raises(InvalidRegisters, match="an entry for the purpose `trial`"):
        require_recorded(read_registers(SHIPPED_REGISTERS), metadata, by_consent)
    recorded = read_registers(registers(tmp_path, SHIPPED + CONSENT))
    require_recorded(recorded, metadata, by_consent)
    with pytest.raises(InvalidRegisters, match=r"consents.trial: its lawful basis is `6\(1\)\(e\) public task`"):
        require_recorded(recorded, metadata)
    without_day = SHIPPED + CONSENT.replace("2026-11-01", '""')
    with pytest.raises(InvalidRegisters, match=r"consents.trial: expected who recorded it and when"):
        read_registers(registers(tmp_path, without_day))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_consents_the_register_says_why_and_the_record_of_processing_too(language: str, tmp_path: Path) -> None:
    found, say = read_registers(SHIPPED_REGISTERS), translations(language)
    written = processing_record(declarations(metadata), found, TODAY, language, say)
    assert found.consents == ()
    assert found.no_consents[language] in written
    with pytest.raises(InvalidRegisters, match=r"no_consents: .* lacks cy, en"):
        read_registers(registers(tmp_path, SHIPPED.replace("[no_consents]", "[nothing]")))
    consented = read_registers(registers(tmp_path, SHIPPED + CONSENT))
    told = processing_record(declarations(metadata), consented, TODAY, language, say)
    assert f"| {consented.consents[0].given[language]} |" in told


def test_every_purpose_has_a_basis_and_a_controller() -> None:
    assert set(PURPOSES) == set(Purpose)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_of_processing_has_every_table_with_its_reason(language: str) -> None:
    say = translations(language)
    written = processing_record(declarations(metadata), read_registers(SHIPPED_REGISTERS), TODAY, language, say)
    for name, each in declarations(metadata).items():
        assert f"| `{name}` | {say.gettext(each.why)} |" in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_impact_assessment_names_every_purpose_and_every_table(language: str) -> None:
    say = translations(language)
    written = impact_assessment(declarations(metadata), read_registers(SHIPPED_REGISTERS), TODAY, language, say)
    assert all(each.risk[language] in written for each in assessed_risks())
    assert [f"| {number} |" in written for number in range(1, 16)] == [True] * 15
    assert "`people`" in written
    assert "`processors.hosting.contract`" in written


def test_the_childrens_code_has_fifteen_standards_each_with_a_test_or_a_reason() -> None:
    assert [each.number for each in childrens_code()] == list(range(1, 16))
    assert all(bool(each.tests) != (each.reason is not None) for each in childrens_code())


ATTEMPT = """
import socket, sys
from delivery_api.privacy.registers.egress_guard import install_egress_guard
install_egress_guard({hosts!r})
try:
    socket.create_connection(({host!r}, 9), timeout=0.2)
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(
    ("hosts", "host", "refused"),
    [
        ([], "192.0.2.1", True),
        ([], "analytics.example", True),
        (["192.0.2.1"], "192.0.2.1", False),
        ([], "127.0.0.1", False),
        (["hwb.example"], "192.0.2.1", True),
    ],
)
def test_a_connection_to_a_host_that_no_register_lists_is_refused(hosts: list[str], host: str, refused: bool) -> None:
    program = ATTEMPT.format(hosts=hosts, host=host)
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert (said == "EgressRefused") is refused
