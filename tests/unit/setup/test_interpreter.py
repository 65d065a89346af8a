import sys

import pytest

from setup import interpreter
from setup.interpreter import Interpreter, NoSuitablePython, choose_interpreter, inspect_interpreter, unsuitability


def python(*, version=(3, 12), implementation="CPython", complete=True, command="python3"):
    return Interpreter(command, implementation, version, complete)


@pytest.fixture
def on_path(monkeypatch):
    """Put imagined Pythons on PATH, in the order they are looked for."""

    def put(*pythons):
        by_command = {one.command: one for one in pythons}
        monkeypatch.setattr(interpreter, "candidate_commands", lambda: list(by_command))
        monkeypatch.setattr(interpreter, "inspect_interpreter", by_command.get)

    return put


def test_the_python_that_runs_the_tests_will_do():
    assert unsuitability(inspect_interpreter(sys.executable)) == ""


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_versions_that_have_every_wheel_will_do(version):
    assert unsuitability(python(version=version)) == ""


@pytest.mark.parametrize(
    ("unsuitable", "said"),
    [
        (python(version=(3, 10)), "python3 is Python 3.10, which is too old"),
        (python(version=(2, 7)), "python3 is Python 2.7, which is too old"),
        (python(version=(3, 15)), "not every package that Mesur uses is made yet"),
        (python(version=(3, 13), complete=False), "apt-get install python3.13-venv"),
        (python(implementation="PyPy"), "python3 is PyPy; Mesur runs on CPython"),
    ],
)
def test_an_unsuitable_python_is_told_why(unsuitable, said):
    assert said in unsuitability(unsuitable)


def test_the_oldest_and_newest_are_those_named_to_people():
    minors = [int(word.removeprefix("3.")) for word in interpreter.SUPPORTED.replace(" and", ",").split(", ")]
    assert minors == list(range(interpreter.OLDEST[1], interpreter.NEWEST[1] + 1))


def test_the_first_python_that_will_do_is_taken(on_path):
    on_path(python(version=(3, 9)), python(command="python3.14", complete=False), python(command="python3.11"))
    assert choose_interpreter("") == "python3.11"


def test_when_none_will_do_each_is_named_with_its_reason(on_path):
    on_path(python(version=(3, 9)), python(version=(3, 13), command="python3.13", complete=False))
    with pytest.raises(NoSuitablePython) as refused:
        choose_interpreter("")
    assert "python3 is Python 3.9" in str(refused.value)
    assert "apt-get install python3.13-venv" in str(refused.value)
    assert "3.11, 3.12, 3.13 and 3.14 are fine" in str(refused.value)


def test_the_requested_python_is_not_replaced_by_another(on_path):
    on_path(python(), python(command="python3.9", version=(3, 9)))
    with pytest.raises(NoSuitablePython, match=r"python3\.9 is Python 3\.9, which is too old"):
        choose_interpreter("python3.9")


def test_a_requested_python_that_does_not_run_is_named():
    with pytest.raises(NoSuitablePython, match="PYTHON=no-such-python does not run"):
        choose_interpreter("no-such-python")


def test_something_that_is_no_python_is_not_taken_for_one(tmp_path):
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\necho 'pyenv: python3: command not found'\nexit 127\n")
    fake.chmod(0o755)
    assert inspect_interpreter(str(fake)) is None
