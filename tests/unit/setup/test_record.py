import pytest

from setup.environment import LOCKS, installation_steps, pending_steps, record_entries
from setup.install_record import InstallRecord

EVERY = [step for lock in LOCKS for step in installation_steps(lock)]


@pytest.fixture
def clone(tmp_path):
    """A folder with the files that ask for something to be installed."""
    for step in EVERY:
        for name in step.inputs:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(name)
    return tmp_path


def installed(clone, lock):
    return {name: sha for step in installation_steps(lock) for name, sha in record_entries(step, EVERY, clone).items()}


def names(clone, done, lock):
    return [step.name for step in pending_steps(installation_steps(lock), done, clone)]


def test_everything_is_to_do_at_first(clone):
    assert names(clone, {}, "demo") == ["Python packages", "this project", "npm packages"]


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_is_to_do_a_second_time(clone, lock):
    assert names(clone, installed(clone, lock), lock) == []


@pytest.mark.parametrize(("more", "less"), [("test", "demo"), ("bench", "demo"), ("bench", "test")])
def test_an_environment_with_more_serves_for_less_but_not_the_other_way(clone, more, less):
    assert names(clone, installed(clone, more), less) == []
    assert names(clone, installed(clone, less), more) == [LOCKS[more]]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements/demo.lock", "Python packages"),
        ("pyproject.toml", "this project"),
        ("package.json", "npm packages"),
        ("package-lock.json", "npm packages"),
    ],
)
def test_a_changed_file_runs_its_step_again_and_no_other(clone, changed, again):
    done = installed(clone, "demo")
    (clone / changed).write_text("other")
    assert names(clone, done, "demo") == [again]


def test_a_record_is_read_as_written(tmp_path):
    record = InstallRecord("/somewhere", {"npm packages": "ab"})
    record.write(tmp_path / "installed.json")
    assert InstallRecord.read(tmp_path / "installed.json") == record


@pytest.mark.parametrize("content", ["", "{", "[]", '{"other": 1}'])
def test_a_record_that_cannot_be_read_is_empty(tmp_path, content):
    (tmp_path / "installed.json").write_text(content)
    assert InstallRecord.read(tmp_path / "installed.json") == InstallRecord("", {})
