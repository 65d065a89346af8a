"""What holds of the tree as a whole, whoever adds to it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"engine", "itembank", "calibration", "reports", "delivery_api"}
NOT_INSTALLED = {"setup", "tests"}
NOT_A_NAME = {"utils", "util", "helpers", "helper", "common", "manager", "managers"}
LONGEST = 500
FULLEST = 24

# in halves, so that this file passes its own test
PACKAGE_INDEX = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "registry" + r"\.yarn"])
)
MACHINE_PATH = re.compile(r"(?<![\w./}-])/(" + "work|home|root|Users" + r")/")


def committed() -> list[Path]:
    """List the files that are under version control; in an exported tree, those that a set-up does not make."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    made = {".venv", "node_modules", "__pycache__", "var", "build", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


FILES = committed()
PYTHON = [path for path in FILES if path.suffix == ".py"]
LOCKS = [path for path in FILES if path.suffix == ".lock" or path.name == "package-lock.json"]


def text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def relative(paths) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


@pytest.mark.parametrize("forbidden", [PACKAGE_INDEX, MACHINE_PATH], ids=["package index", "machine path"])
def test_no_file_names(forbidden):
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in FILES
        for number, line in enumerate(text(path).splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert named == []


def test_the_patterns_find_what_they_forbid():
    assert PACKAGE_INDEX.search("https://" + "pypi" + ".org/simple")
    assert all(MACHINE_PATH.search(f"see {path}/x") for path in ("/" + "work", "/" + "home/me", '"/' + "root"))
    assert not MACHINE_PATH.search("https://example.wales" + "/" + "home/")


def test_lock_files_give_hashes_and_no_addresses():
    assert {path.name for path in LOCKS} >= {"service.lock", "calibration.lock", "demo.lock", "test.lock", "node.lock"}
    for path in LOCKS:
        assert not re.search(r'"resolved"|index-url|find-links|https?://', text(path)), path.name
        assert re.search(r"--hash=sha256:|\"integrity\"", text(path)), path.name


def test_every_locked_package_is_pinned_with_a_hash():
    for path in LOCKS:
        if path.suffix == ".lock":
            requirements = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text(path), flags=re.M).strip())
            assert [one for one in requirements if "==" not in one or "--hash=" not in one] == [], path.name


def test_no_file_has_a_name_that_says_nothing():
    assert relative(path for path in FILES if path.stem.lower() in NOT_A_NAME) == []


def test_no_python_file_is_longer_than_a_sitting():
    assert relative(path for path in PYTHON if len(text(path).splitlines()) > LONGEST) == []


def test_the_packages_are_the_five():
    packages = {path.parent.name for path in PYTHON if path.name == "__init__.py" and path.parent.parent == ROOT}
    assert packages - NOT_INSTALLED == PACKAGES


CODE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in PACKAGES]
SCRIPTS = "delivery_api/migrations/versions"  # alembic loads them by their numbers
ROOMS = sorted({path.parent for path in CODE} - {ROOT / SCRIPTS})


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(text(path))) or ""


def face_faults(face: str, files: set[str], rooms: set[str] = frozenset(), fullest: int = FULLEST) -> list[str]:
    """What is wrong with a room: files that its face does not name, names of no file in its list, too many files."""
    listed = set(re.findall(r"^\s*(?:[*-] )?``(\w+)(?:\.py|/)?``:", face, re.MULTILINE))
    missing = files - set(re.findall(r"``(\w+)(?:\.py)?``", face))
    faults = [f"{name} is not in the face" for name in sorted(missing)]
    faults += [f"{name} is in the face alone" for name in sorted(listed - files - rooms)]
    return faults + ["too many files"] * (len(files) > fullest)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_a_room_has_a_face_that_names_each_of_its_files_and_there_are_not_too_many(room: Path) -> None:
    face = docstring(room / "__init__.py")
    files = {path.stem for path in CODE if path.parent == room and path.stem not in {"__init__", "__main__"}}
    assert face
    assert face_faults(face, files, {path.name for path in room.iterdir() if path.is_dir()}) == []


def test_every_module_says_what_it_holds() -> None:
    assert relative(path for path in CODE if not docstring(path)) == []


def test_a_file_that_a_face_does_not_name_would_be_found() -> None:
    face = "Shapes.\n\n* ``square``: four equal sides\n* ``circle``: one radius"
    assert face_faults(face, {"square", "circle"}) == []
    assert face_faults(face, {"square", "kite"}) == ["kite is not in the face", "circle is in the face alone"]
    assert face_faults(face, {"square", "circle"}, fullest=1) == ["too many files"]


def test_packages_do_not_validate_with_assert():
    # `python -O` drops them; bad input raises an exception that names it
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PYTHON
        if path.relative_to(ROOT).parts[0] in PACKAGES
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_arrows_point_down():
    lint = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout + linted.stderr
