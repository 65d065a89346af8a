"""Norms in use: who may adopt which, and the age-standardised score and progress on reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import hypot
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from delivery_api.bank.norms_in_use import store
from delivery_api.bank.norms_in_use.service import adopt, norms_on
from delivery_api.bank.service import put_in_use
from delivery_api.bank.tables import norm_adoptions
from delivery_api.commands.norm_commands import adopt as command
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.service import result_of
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.audit_comparison import HistoryFault, history_checks
from delivery_api.sittings.storage.store import of_learners
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption
from reports import SCALES, learner_feedback
from reports.norms.norm_document import norms_bytes, norms_hash
from reports.norms.norm_fit import fit_norms
from reports.norms.standardised_scores import Norms, NormSource
from tests.integration.norms.test_norm_sample import born, measured
from tests.support.command_runner import CommandRunner
from tests.support.norm_population import NormPopulation
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness, complete_sitting

DECIDED = ("--by", "Sian Rees", "--reason", "Sample of 2026-27")


@pytest.fixture(scope="module")
def norms() -> Norms:
    sample, _ = NormPopulation("normal").learners(1200, seed=2)
    return fit_norms(sample, NormSource(SUBJECT, "1", 1200, 0, "0" * 64, fictional=True)).norms


@pytest.fixture
def files(norms: Norms, tmp_path: Path) -> dict[str, Path]:
    written = {
        "made up": norms,
        "of another scale": replace(norms, source=replace(norms.source, scale="2", fictional=False)),
        "not usable": replace(norms, source=replace(norms.source, fictional=False), usable=False),
    }
    paths = {name: tmp_path / f"{name}.json" for name in (*written, "no norms")}
    for name, each in written.items():
        paths[name].write_bytes(norms_bytes(each))
    paths["no norms"].write_text("{}", "utf-8")
    return paths


def page(harness: ServiceHarness, teacher: str, learner: str) -> str:
    found = harness.signed_in(teacher).get(f"/feedback/learners/{harness.people[learner]}?lang=en")
    assert found.status_code == 200, found.text
    return " ".join(found.text.split())


def sit(harness: ServiceHarness, name: str) -> None:
    harness.assign(name)
    with harness.service.engine.connect() as connection:
        held = of_learners(connection, [harness.people[name]])
    (sitting,) = [each.id for each in held if each.state != "completed"]
    assert complete_sitting(harness, harness.signed_in(name), sitting)


def test_only_usable_norms_are_adopted_and_forged_or_deleted_ones_show(
    harness: ServiceHarness, norms: Norms, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "clock", harness.clock)
    run = CommandRunner(harness)
    for name, refusal in (
        ("made up", "say so: --fictional"),
        ("of another scale", "expected norms of the reporting scale 1, got scale 2"),
        ("not usable", "their checks failed"),
        ("no norms", "expected norms that `mesur norms fit` wrote"),
    ):
        refused = run("norms", "adopt", str(files[name]), *DECIDED)
        assert (refused.exit_code, refusal in refused.output) == (2, True), refused.output
    adopted = run("norms", "adopt", str(files["made up"]), "--fictional", *DECIDED)
    assert adopted.exit_code == 0, adopted.output
    assert run("norms", "adopt", str(files["made up"]), "--fictional", *DECIDED).exit_code == 2  # in use already
    entry = harness.service.ledger.entries_of(EntryKind.DECIDED)[-1].facts
    assert (norms_hash(norms)[:32] in entry["thing"], entry["by"]) == (True, "Sian Rees")
    _forged_and_deleted_norms_show(harness)


def test_withdrawn_norms_give_no_score_any_more_and_those_before_them_come_back(
    harness: ServiceHarness, norms: Norms, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "clock", harness.clock)
    run, today = CommandRunner(harness), london_date(harness.clock())
    later = replace(norms, source=replace(norms.source, persons=1201))
    (tmp_path / "later.json").write_bytes(norms_bytes(later))
    refused = run("norms", "withdraw", SUBJECT, *DECIDED)
    assert (refused.exit_code, "expected a subject with norms in use" in refused.output) == (2, True)
    for path in (files["made up"], tmp_path / "later.json"):
        assert run("norms", "adopt", str(path), "--fictional", *DECIDED).exit_code == 0
        harness.clock.now += timedelta(hours=24)
    harness.clock.now -= timedelta(hours=23)

    def in_use(days: int) -> str | None:
        with harness.service.engine.connect() as connection:
            found = norms_on(connection, SUBJECT, today + timedelta(days=days))
        return norms_hash(found) if found else None

    assert [in_use(0), in_use(1)] == [norms_hash(norms), norms_hash(later)]
    first = run("norms", "withdraw", SUBJECT, *DECIDED)
    assert norms_hash(later) in first.output, first.output
    assert [in_use(0), in_use(1)] == [norms_hash(norms)] * 2
    entry = harness.service.ledger.entries_of(EntryKind.DECIDED)[-1].facts
    assert (entry["act"], entry["by"]) == (store.WITHDREW, "Sian Rees")
    harness.clock.now += timedelta(minutes=1)
    assert "there is no age-standardised score" in run("norms", "withdraw", SUBJECT, *DECIDED).output
    assert in_use(0) is None
    harness.clock.now += timedelta(minutes=1)
    again = run("norms", "adopt", str(files["made up"]), "--fictional", *DECIDED)
    assert (again.exit_code, in_use(1)) == (0, norms_hash(norms))
    c = norm_adoptions.c
    with harness.service.engine.begin() as connection:
        assert not _untrue(connection, harness)
        connection.execute(delete(norm_adoptions).where(c.norms == norms_hash(later), c.document == b""))
        assert len(_untrue(connection, harness)) == 1


def test_reports_have_an_age_standardised_score_by_adopted_norms_and_none_while_provisional(
    module_harness: ServiceHarness, norms: Norms
) -> None:
    harness = module_harness
    born(harness, "cadi", date(2018, 3, 1))
    sit(harness, "joe")
    with harness.service.engine.begin() as connection:
        put_in_use(connection, measured(harness.bank), SUBJECT, harness.clock())
    for _ in range(2):
        sit(harness, "cadi")
    before = page(harness, "evans", "cadi")
    assert "Age-standardised score" not in before
    assert "no norms, bank" in before
    assert "From sitting to sitting" in before  # both sittings are of measured questions
    with harness.service.engine.begin() as connection:
        adopt(connection, harness.service.ledger, norms, DECISION, harness.clock(), made_up=True)
    after = page(harness, "evans", "cadi")
    assert "The age-standardised score is" in after
    assert "These norms are made up" in after
    assert f"norms {norms_hash(norms)[:12]}, bank" in after
    assert "kept pace with others" in after
    assert harness.signed_in("evans").get(f"/feedback/learners/{harness.people['cadi']}.pdf").status_code == 200
    provisional = page(harness, "evans", "joe")
    assert "Age-standardised score" not in provisional
    assert "no norms, bank" in provisional
    own = harness.signed_in("cadi").get(f"/feedback/learners/{harness.people['cadi']}?lang=en").text
    assert "standardised" not in own  # it is for staff


def test_the_error_of_the_link_between_two_bank_versions_goes_into_that_of_the_change(harness: ServiceHarness) -> None:
    first = measured(harness.bank)
    linked = Adoption(first.hash, "f" * 64, "e" * 64, "stocking-lord", 1, link_se=0.4)
    for version in (first, replace(first, adopted=AdoptedParameters((linked,), ()))):
        with harness.service.engine.begin() as connection:
            put_in_use(connection, version, SUBJECT, harness.clock())
        sit(harness, "cadi")
    with harness.service.engine.begin() as connection:
        result, topics = result_of(harness.context(connection), harness.people["cadi"], SUBJECT)
    told = learner_feedback(result, topics).progress
    assert told is not None
    assert told.change_se == pytest.approx(hypot(*(point.se for point in told.points), 0.4 * SCALES[SUBJECT].unit))


def _untrue(connection: Connection, harness: ServiceHarness) -> list[HistoryFault]:
    checks = history_checks(connection, harness.clock())
    return [each for table, find in checks if table == "norm_adoptions" for each in find()]


def _forged_and_deleted_norms_show(harness: ServiceHarness) -> None:
    engine, c = harness.service.engine, norm_adoptions.c
    with engine.begin() as connection:
        row = connection.execute(select(norm_adoptions)).mappings().one()
        assert [each.id for each in store.adoptions_of(connection, SUBJECT)] == [row["id"]]
        assert not _untrue(connection, harness)
        for forged in ({"document": row["document"] + b" "}, {"subject": "reading-en"}, {"norms": "1" * 64}):
            connection.execute(update(norm_adoptions).values(forged))
            assert not store.adoptions_of(connection, forged.get("subject", SUBJECT))
            connection.execute(update(norm_adoptions).values(dict(row)))
        connection.execute(delete(norm_adoptions).where(c.id == row["id"]))
        (fault,) = _untrue(connection, harness)
        assert fault.told_by == "audit"
