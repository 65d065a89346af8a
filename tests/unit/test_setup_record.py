import pytest

from setup.environment import pending, recorded, steps
from setup.record import Record


@pytest.fixture
def clone(tmp_path):
    """A folder with the files that ask for something to be installed."""
    for step in steps(test=True) + steps(test=False):
        for name in step.inputs:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(name)
    return tmp_path


def installed(clone, *, test):
    every = steps(test=False) + steps(test=True)
    return {name: sha for step in steps(test=test) for name, sha in recorded(step, every, clone).items()}


def names(clone, done, *, test):
    return [step.name for step in pending(steps(test=test), done, clone)]


def test_everything_is_to_do_at_first(clone):
    assert names(clone, {}, test=False) == ["Python packages", "this project", "npm packages"]


@pytest.mark.parametrize("test", [False, True])
def test_nothing_is_to_do_a_second_time(clone, test):
    assert names(clone, installed(clone, test=test), test=test) == []


def test_an_environment_for_tests_serves_without_them(clone):
    assert names(clone, installed(clone, test=True), test=False) == []


def test_an_environment_without_tests_wants_their_tools(clone):
    assert names(clone, installed(clone, test=False), test=True) == ["Python packages and test tools"]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements/mesur.lock", "Python packages"),
        ("pyproject.toml", "this project"),
        ("package.json", "npm packages"),
        ("package-lock.json", "npm packages"),
    ],
)
def test_a_changed_file_runs_its_step_again_and_no_other(clone, changed, again):
    done = installed(clone, test=False)
    (clone / changed).write_text("other")
    assert names(clone, done, test=False) == [again]


def test_a_record_is_read_as_written(tmp_path):
    record = Record("/somewhere", {"npm packages": "ab"})
    record.write(tmp_path / "installed.json")
    assert Record.read(tmp_path / "installed.json") == record


@pytest.mark.parametrize("content", ["", "{", "[]", '{"other": 1}'])
def test_a_record_that_cannot_be_read_is_empty(tmp_path, content):
    (tmp_path / "installed.json").write_text(content)
    assert Record.read(tmp_path / "installed.json") == Record("", {})
