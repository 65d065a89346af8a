"""`mesur bank adopt` on both databases: refusals with nothing written, and the version that decisions make."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from delivery_api.audit.tables import audit_table
from delivery_api.bank import store
from delivery_api.bank.discarded_adoptions import AdoptionDiscarded, discarded_on
from delivery_api.bank.item_status_changes import approve, record_bank_decision
from delivery_api.bank.publishing import approval_and_status
from delivery_api.bank.service import find_stored_bank, put_in_use
from delivery_api.bank.tables import bank_versions
from delivery_api.bank.values import Authorisation
from delivery_api.dates.clock import clock
from delivery_api.trials import store as trials
from delivery_api.trials.adoption import NotAdoptable, discard
from delivery_api.trials.calibration_bank import CalibrationBank, calibration_bank
from delivery_api.trials.extract import WrittenExtract
from delivery_api.trials.service import trials as find_trials
from itembank import BankVersion, read_bank, trial_version, write_bank
from itembank.compilation.adopted_share import adopted_share
from itembank.gates import gate_messages
from itembank.versions.adopted_parameters import Basis
from itembank.versions.bank_version import SolvedSettings
from reports.technical.commands.calibrate import app as calibrate
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness
from tests.support.simulated_trial import responses, trial_bank, write_bank_file

BANK, TRUTH = trial_bank(whole=True)
CANDIDATES = [item.id for item in BANK.items if item.id in TRUTH and item.parameters.provisional]


@dataclass(frozen=True)
class Trial:
    """A trial whose responses are registered, calibrated on the scale of the bank that is in use."""

    harness: ServiceHarness
    run: CommandRunner
    folder: Path

    @property
    def fit(self) -> Path:
        return self.folder / "fit.json"

    def adopt(self, *options: str, fit: Path | None = None, bank: Path | None = None, lang: str = "en") -> str:
        given = ["bank", "adopt", str(fit or self.fit), "--bank", str(bank or self.folder / "bank.json")]
        result = self.run(*given, "--simulees", "0", *options, lang=lang)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return f"{result.exit_code} {' '.join(result.output.split())}"

    def decide(self, name: str = "adopted.json", **given: Path) -> str:
        by = ("--by", "Eleri Vaughan", "--reason", "the autumn trial", "--out", str(self.folder / name))
        return self.adopt("--decisions", str(self.folder / "decisions.toml"), *by, **given)

    def written(self) -> tuple[int, int]:
        """Adoptions and bank versions that are kept."""
        with self.harness.service.engine.begin() as connection:
            return len(store.adoptions(connection)), len(store.versions(connection))


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a trial: responses, bank and fit; made once for both databases."""
    folder = tmp_path_factory.mktemp("calibrated")
    write_bank_file(BANK, folder / "bank.json")
    (folder / "trial.csv").write_text(responses(BANK, TRUTH, 500, seed=4), "utf-8")
    given = [str(folder / "trial.csv"), "--model", "rasch", "--anchors", str(folder / "bank.json")]
    tested = ["--report", str(folder / "fit.html"), "--dif", "language"]
    made = CliRunner().invoke(calibrate, [*given, *tested, "--out", str(folder / "fit.json")])
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def trial(harness: ServiceHarness, calibrated: Path, tmp_path: Path) -> Trial:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("bank.json", "trial.csv", "fit.json"):
        (folder / name).write_bytes((calibrated / name).read_bytes())
    run = CommandRunner(harness)
    programme = run.create_trial()
    digest = sha256((folder / "trial.csv").read_bytes()).hexdigest()
    with harness.service.engine.begin() as connection:
        put_in_use(connection, BANK, BANK.designs[0].name, harness.clock.now)
        trials.add_extract(connection, programme, folder / "trial.csv", harness.clock.now.date())
        trials.save_hashes(connection, programme, folder / "trial.csv", WrittenExtract(0, 0, digest, digest, b""))
    harness.trust_clock(clock())
    return Trial(harness, run, folder)


def other(trial: Trial, change: Callable[[dict], object]) -> Path:
    """The fit with something changed in its document."""
    document = json.loads(trial.fit.read_text("utf-8"))
    change(document)
    place = trial.folder / "other.json"
    place.write_text(json.dumps(document), "utf-8")
    return place


@pytest.mark.long_on("sqlite")
def test_each_fit_that_may_not_be_adopted_is_refused_and_nothing_is_written(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trial.written()
    loose = next(item.id for item in BANK.items if item.id in CANDIDATES)
    changes: list[tuple[Callable[[dict], object], str]] = [
        (lambda fit: fit.update(status="cycle_limit", converged=False), "expected a fit that converged"),
        (lambda fit: fit["data"].update(islands=3), "got 3 sets of items that nobody’s answers connect"),
        (lambda fit: fit.update(link={"holds": False}), "expected anchors that agree"),
        (lambda fit: fit["scale"].update(drift_checked=False), "expected anchors that were compared with each other"),
        (lambda fit: fit["scale"].pop("drift_checked"), "expected anchors that were compared with each other"),
        (lambda fit: fit["scale"].update(bank="0" * 64), "got one on that of 000000000000"),
        (lambda fit: fit["scale"].pop("bank"), "expected a fit on the scale of a bank"),
        (lambda fit: fit["data"].update(file_sha256="0" * 64), "expected responses of a registered extract"),
        (lambda fit: fit["scale"]["anchors"].append(loose), f"got provisional ones: {loose}"),
    ]
    for change, said in changes:
        with nothing_written(trial.harness.service.engine):
            shown = trial.adopt("--draft", str(trial.folder / "draft.toml"), fit=other(trial, change))
        assert shown.startswith("2 "), shown
        assert said in shown, shown
    planned = planned_trial(trial.harness.bank)
    record = trials.PlanRecord(planned.document, planned.hash, planned.trial_bank, planned.plan.opens)
    with monkeypatch.context() as patched:
        patched.setattr(trials, "plan_of", lambda *_: record)
        assert "expected groups, because trial-" in trial.adopt()
    assert trial.written() == before
    assert not (trial.folder / "draft.toml").exists()
    newer = replace(BANK, items=BANK.items[:-1])
    with trial.harness.service.engine.begin() as connection:
        put_in_use(connection, newer, newer.designs[0].name, trial.harness.clock.now)
    assert f"it moved on to {newer.hash[:12]}" in trial.adopt()


def test_a_report_of_another_fit_trial_or_version_is_refused(trial: Trial) -> None:
    def told(*options: str, programme: str = "") -> str:
        result = trial.run("trial", "report", programme or own, "--out", str(trial.folder / "report"), *options)
        return f"{result.exit_code} {' '.join(result.output.split())}"

    with trial.harness.service.engine.begin() as connection:
        (own,) = [each.id for each in find_trials(connection)]
    another = trial.run.create_trial("Another trial")
    trial.harness.trust_clock(clock())
    fit = ("--fit", str(trial.fit))
    refused = [
        (told(*fit, programme=another), f"expected a fit of responses of {another}, got one of {own}"),
        (told("--adopted", "0" * 12), f"a bank version that was adopted from {own}"),
        (told("--by", "Sian Rees"), "expected who decides"),
        (told(programme="trial-0"), "trial-0"),
    ]
    assert [(each[:2], said in each) for each, said in refused] == [("2 ", True)] * 4
    assert not (trial.folder / "report").exists()
    assert told(*fit).startswith("0 "), told(*fit)
    assert told("--by", "Sian Rees", "--reason", "autumn").startswith("0 ")
    with trial.harness.service.engine.begin() as connection:
        acts = connection.scalars(select(audit_table.c.action)).all()
    assert acts.count("reported on a trial") == 1  # the one that read sittings


def test_decisions_make_a_version_once_and_its_base_has_moved_on_then(trial: Trial) -> None:
    draft = trial.folder / "decisions.toml"
    page = trial.folder / "review.html"
    shown = trial.adopt("--draft", str(draft), "--page", str(page), lang="cy")
    assert shown.startswith("0 "), shown
    assert "Cadw: " in shown
    assert 'lang="cy"' in page.read_text("utf-8")
    before = trial.written()
    assert before[0] == 0  # a review adopts nothing
    dropped, held = CANDIDATES[0], CANDIDATES[1]
    choices = f"""
[items.{dropped}]
decision = "drop"
reason = "two keys are right"

[items.{held}]
decision = "hold"
reason = "reviewers look at its Welsh"
"""
    draft.write_text(draft.read_text("utf-8") + choices, "utf-8")
    shown = trial.decide()
    assert shown.startswith("0 "), shown
    made = read_bank((trial.folder / "adopted.json").read_bytes())
    _assert_version(made, dropped, held)
    with trial.harness.service.engine.begin() as connection:
        kept = find_stored_bank(connection, made.hash)
        record = store.adoptions(connection)[0]
        assert store.in_use(connection, SUBJECT) == (BANK.hash, BANK.designs[0].name)  # nothing is published by it
    assert kept == made
    who = ("--by", "Eleri Vaughan", "--reason", "anchors of the spring trial")
    exported = trial.run("bank", "export", made.hash[:8], "--out", str(trial.folder / "exported.json"), *who)
    assert exported.exit_code == 0, exported.output
    assert (trial.folder / "exported.json").read_bytes() == (trial.folder / "adopted.json").read_bytes()
    assert trial.run("bank", "export", "000000", "--out", str(trial.folder / "none.json"), *who).exit_code == 2
    with trial.harness.service.engine.begin() as connection:
        last = select(audit_table.c.action).order_by(audit_table.c.sequence.desc()).limit(1)
        assert connection.scalar(last) == "exported a bank version"
    assert (trial.folder / "exported.json").stat().st_mode & 0o077 == 0
    assert (record.base, record.bank_version) == (BANK.hash, made.hash)
    assert "was adopted on" in trial.decide("again.json")
    moved = other(trial, lambda fit: fit["options"].update(seed=7))
    draft.write_text(draft.read_text("utf-8").replace(record.fit, sha256(moved.read_bytes()).hexdigest()), "utf-8")
    assert "it moved on to" in trial.decide("again.json", fit=moved)
    assert trial.written() == (1, before[1] + 1)
    assert not (trial.folder / "again.json").exists()
    with trial.harness.service.engine.begin() as connection:
        put_in_use(connection, made, made.designs[0].name, trial.harness.clock.now)  # every year can be compiled


@pytest.mark.long_on("sqlite")
def test_an_adoption_by_mistake_is_discarded_until_its_version_is_published(trial: Trial) -> None:
    draft, who = trial.folder / "decisions.toml", ("--by", "Eleri Vaughan", "--reason", "the wrong file")
    trial.adopt("--draft", str(draft))
    shown = trial.decide()
    digest = sha256(draft.read_bytes()).hexdigest()
    assert f"The decisions file: SHA-256 {digest}" in shown
    made = read_bank((trial.folder / "adopted.json").read_bytes())
    with trial.harness.service.engine.begin() as connection:
        (record,) = store.adoptions(connection)
        approve(connection, made, Authorisation("Eleri Vaughan", "read"), clock())
    assert (record.decisions, record.bank_version) == (digest, made.hash)
    assert f"bank {record.bank_version[:12]} by {digest}" in trial.harness.service.ledger.path.read_text()
    assert trial.run("bank", "discard-adoption", "000000", *who).exit_code == 2
    assert trial.run("bank", "discard-adoption", made.hash[:8], "--by", "", "--reason", "x").exit_code == 2
    assert trial.run("bank", "discard-adoption", made.hash[:8], *who).exit_code == 0
    assert trial.run("bank", "discard-adoption", made.hash[:8], *who).exit_code == 2
    assert "discarded an adoption" in trial.harness.service.ledger.path.read_text()
    listed = " ".join(trial.run("bank", "list").output.replace("│", " ").split())
    assert "Eleri Vaughan" in listed
    assert "discarded)" in listed
    _assert_discarded(trial, made)
    other_decision = f'\n[items.{CANDIDATES[0]}]\ndecision = "drop"\nreason = "two keys are right"\n'
    draft.write_text(draft.read_text("utf-8") + other_decision, "utf-8")
    assert trial.decide("again.json").startswith("0 ")
    again = read_bank((trial.folder / "again.json").read_bytes())
    solved = solved_anew(again)
    with pytest.raises(AdoptionDiscarded), trial.harness.service.engine.begin() as connection:
        approve(connection, made, Authorisation("Eleri Vaughan", "read"), clock())  # the new adoption is another
    with trial.harness.service.engine.begin() as connection:
        approve(connection, solved, Authorisation("Eleri Vaughan", "read"), clock())
        assert approval_and_status(connection, solved, solved.designs[0])[0].holds
    with trial.harness.service.engine.connect() as connection:
        record_bank_decision(connection, solved, "rescored", Authorisation("Eleri Vaughan", "a wrong key"), clock())
        with pytest.raises(NotAdoptable):  # results rest on it
            discard(connection, trial.harness.service.ledger, again.hash, DECISION, clock())
    with trial.harness.service.engine.begin() as connection:
        put_in_use(connection, solved, solved.designs[0].name, trial.harness.clock.now)
    published = trial.run("bank", "discard-adoption", again.hash, *who)
    assert (published.exit_code, "was published" in published.output) == (2, True)


def solved_anew(bank: BankVersion) -> BankVersion:
    """The version as `mesur bank solve` writes it, with a hash of its own."""
    return replace(bank, solved=(*bank.solved, SolvedSettings(bank.designs[0].hash, bank.designs[0].years[0], ())))


def _assert_discarded(trial: Trial, made: BankVersion) -> None:
    """The version is neither approved nor published nor adopted into, also after its exposure was solved anew."""
    by = ("--by", "Sian Rees", "--reason", "read again")
    refused = trial.run("bank", "approve", made.hash, *by)
    assert (refused.exit_code, "adopt the calibration anew with" in refused.output) == (2, True), refused.output
    with trial.harness.service.engine.begin() as connection:  # as if the key of banks were lost
        this = bank_versions.c.hash == made.hash
        connection.execute(update(bank_versions).where(this).values(key_id="0" * 16))
    welsh = trial.run("bank", "approve", str(trial.folder / "adopted.json"), *by, lang="cy")
    assert "ddilëwyd" in welsh.output
    with trial.harness.service.engine.begin() as connection:
        assert find_stored_bank(connection, made.hash) == made
        with pytest.raises(AdoptionDiscarded):
            approve(connection, solved_anew(made), Authorisation("Sian Rees", "read again"), clock())
        for bank in (made, solved_anew(made)):
            finding = approval_and_status(connection, bank, bank.designs[0])[0]
            assert (finding.holds, "discarded on" in finding.message["en"]) == (False, True)
    with trial.harness.service.engine.connect() as connection:  # which takes it back
        (record,) = store.adoption_history(connection)
        store.record_adoption(connection, replace(record, at=clock(), discarded_at=None))
        assert discarded_on(connection, made) is None  # it was adopted anew, by the same decisions
        finding = approval_and_status(connection, made, made.designs[0])[0]
        assert (finding.holds, finding.message) == (False, gate_messages.NOT_APPROVED)
    on_it = other(trial, lambda fit: fit["scale"].update(bank=made.hash))
    assert "discarded on" in trial.adopt(fit=on_it, bank=trial.folder / "adopted.json")


def test_what_cannot_be_written_is_not_adopted(trial: Trial) -> None:
    trial.adopt("--draft", str(trial.folder / "decisions.toml"))
    before, ledger = trial.written(), trial.harness.service.ledger.path.read_text()
    (trial.folder / "taken").write_text("a file, and no folder", "utf-8")
    assert trial.decide("taken/adopted.json").startswith("2 ")
    assert (trial.written(), trial.harness.service.ledger.path.read_text()) == (before, ledger)


def test_a_fit_on_another_bank_than_the_trial_was_planned_with_is_refused(trial: Trial) -> None:
    items = [item for item in BANK.items if item.introduced_year <= 4]
    moved = replace(items[0], parameters=replace(items[0].parameters, b=items[0].parameters.difficulty + 1.0))
    other_bank = replace(BANK, items=(moved, *(each for each in BANK.items if each.id != moved.id)))
    planned = planned_trial(other_bank, plan=replace(PLAN, years=(4,)))
    record = trials.PlanRecord(planned.document, planned.hash, planned.trial_bank, planned.plan.opens)
    with trial.harness.service.engine.begin() as connection:
        (programme,) = [each.id for each in find_trials(connection)]
        version = trial_version(other_bank, other_bank.designs[0], planned.booklets)
        store.add(connection, version.hash, version.subject, write_bank(version), trial.harness.clock.now)
        trials.add_plan(connection, programme, record)
    assert f"has other parameters of what it asked: {moved.id}" in trial.adopt()


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)  # what a database does not change
def test_a_trial_that_was_planned_before_another_adoption_is_adopted_into_what_that_became(trial: Trial) -> None:
    spring = trial.run.create_trial("Spring trial")
    trial.harness.trust_clock(clock())
    planned_on_the_bank(trial, spring)
    draft, held = trial.folder / "decisions.toml", CANDIDATES[4:]
    trial.adopt("--draft", str(draft))
    choices = "".join(f'\n[items.{item}]\ndecision = "hold"\nreason = "for spring"\n' for item in held)
    draft.write_text(draft.read_text("utf-8") + choices, "utf-8")
    assert trial.decide().startswith("0 ")
    solved = solved_anew(read_bank((trial.folder / "adopted.json").read_bytes()))
    assert [item for item in solved.items if item.id in held] != [item for item in BANK.items if item.id in held]
    with trial.harness.service.engine.begin() as connection:
        assert calibration_bank(connection, spring) == CalibrationBank(BANK.hash, "--anchors")
        put_in_use(connection, solved, solved.designs[0].name, trial.harness.clock.now)
        assert calibration_bank(connection, spring) == CalibrationBank(solved.hash, "--anchors")
    fit = calibrated_again(trial, spring, solved)
    told = trial.adopt("--draft", str(draft), fit=fit, bank=trial.folder / "solved.json")
    assert told.startswith("0 "), told
    made = trial.decide("second.json", fit=fit, bank=trial.folder / "solved.json")
    assert made.startswith("0 "), made
    second = read_bank((trial.folder / "second.json").read_bytes())
    assert second.adopted is not None
    assert [each.base for each in second.adopted.adoptions] == [BANK.hash, solved.hash]
    assert not any(second.item(item).parameters.provisional for item in held)


def planned_on_the_bank(trial: Trial, programme: str) -> None:
    """The trial is planned on the bank that is in use."""
    asked = replace(BANK, items=tuple(item for item in BANK.items if item.id in TRUTH))
    made = planned_trial(asked, plan=replace(PLAN, years=(5,), length=8))
    version = trial_version(BANK, BANK.designs[0], made.booklets)
    planned = replace(made, base_bank=BANK.hash, trial_bank=version.hash)
    record = trials.PlanRecord(planned.document, planned.hash, planned.trial_bank, planned.plan.opens)
    with trial.harness.service.engine.begin() as connection:
        store.add(connection, version.hash, version.subject, write_bank(version), trial.harness.clock.now)
        trials.add_plan(connection, programme, record)


def calibrated_again(trial: Trial, programme: str, bank: BankVersion) -> Path:
    """Responses of a trial, registered and calibrated on the scale of a bank version."""
    data, fit = trial.folder / "spring.csv", trial.folder / "spring.json"
    data.write_text(responses(BANK, TRUTH, 500, seed=5), "utf-8")
    digest = sha256(data.read_bytes()).hexdigest()
    with trial.harness.service.engine.begin() as connection:
        trials.add_extract(connection, programme, data, trial.harness.clock.now.date())
        trials.save_hashes(connection, programme, data, WrittenExtract(0, 0, digest, digest, b""))
    given = [str(data), "--model", "rasch", "--anchors", str(write_bank_file(bank, trial.folder / "solved.json"))]
    tested = ["--report", str(trial.folder / "spring.html"), "--dif", "language", "--out", str(fit)]
    made = CliRunner().invoke(calibrate, [*given, *tested])
    assert made.exit_code == 0, made.output
    return fit


def _assert_version(made: BankVersion, dropped: str, held: str) -> None:
    was, now = ({item.id: item for item in bank.items} for bank in (BANK, made))
    assert set(was) - set(now) == {dropped}
    carried = replace(now[held].parameters, b=was[held].parameters.b)
    assert replace(now[held], parameters=carried) == was[held]  # it stays provisional, on the scale of the others
    kept = [item for item in CANDIDATES if item not in (dropped, held)]
    assert not any(now[item].parameters.provisional for item in kept)
    before, after = (
        sum(bank[item].parameters.difficulty - TRUTH[item] for item in kept) / len(kept) for bank in (was, now)
    )
    assert abs(before) > 0.4
    assert abs(after) < 0.12
    carried = [item for item in now.values() if item.id not in TRUTH]
    assert all(item.parameters.provisional for item in carried)
    moved = [item.parameters.difficulty - was[item.id].parameters.difficulty for item in carried]
    assert sum(moved) / len(moved) > 0.2  # what the trial found of the others moves them too
    assert made.adopted is not None
    bases = {each.item: each.basis for each in made.adopted.errors}
    assert bases[carried[0].id] == bases[held] == Basis.PREDICTED
    assert bases[kept[0]] == Basis.RESPONSES
    assert adopted_share([now[item] for item in kept], 0.0) == 1.0


def test_decisions_are_on_this_fit_and_name_a_person(trial: Trial) -> None:
    draft = trial.folder / "decisions.toml"
    trial.adopt("--draft", str(draft))
    before = trial.written()
    written = draft.read_text("utf-8")
    assert tomllib.loads(written)["rule"] == {
        "se": 0.25,
        "responses": 100,
        "fit": True,
        "dif": "B",
        "otherwise": "hold",
    }
    wrong = [
        (written.replace(BANK.hash, "0" * 64), "expected decisions on this fit"),
        (written + '\n[items.strange]\ndecision = "keep"\nreason = "x"\n', "got strange"),
        (written.replace("se = 0.25", "se = 0.001"), "expected at least one item that is kept"),
        (written.replace('dif = "B"', 'dif = "D"'), "rule.dif: expected one of A, B, C"),
    ]
    for text, said in wrong:
        draft.write_text(text, "utf-8")
        shown = trial.decide()
        assert said in shown, shown
    draft.write_text(written, "utf-8")
    nobody = trial.adopt("--decisions", str(draft), "--out", str(trial.folder / "adopted.json"))
    assert nobody.startswith("2 "), nobody
    assert "--out" in trial.adopt("--decisions", str(draft), "--by", "Eleri Vaughan", "--reason", "x")
    assert trial.written() == before
    assert not (trial.folder / "adopted.json").exists()
