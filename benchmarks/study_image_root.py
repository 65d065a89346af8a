"""The image's last layer without a container engine: a root file system of its own, in which nothing else is.

Put together as deploy/Containerfile does: an interpreter with its standard library, the packages of service.lock with
hashes checked, the wheel of what the file copies, and the pages' styles. The shared libraries that these name are
copied; no shell, no package manager, no compiler. The packages are listed by the interpreter inside. Then the service
runs with this root, read-only, as user 10001, without capabilities and without new privileges; whatever folder can be
written to is named; a learner signs in and answers a question; SIGTERM ends it.
What is not shown: the base image and its digest, the layers, an engine's networks, volumes and seccomp profile.

It needs root, unshare, mount and ldd, and downloads what the lock names. Argument: the interpreter, of Debian's.
"""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2

from delivery_api.dates.clock import clock
from delivery_api.lifecycle.service_setup import set_up
from setup.supply.confined_run import USER
from setup.supply.release import development_packages, locked_names
from tests.support.service_harness import FakeClock, ServiceHarness, build_harness, response_body, running_oidc_provider
from tests.support.service_processes import free_port

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "deploy" / "Containerfile"
MESUR, SITE = "opt/mesur", "opt/mesur/site-packages"
UNUSED = ("test", "idlelib", "ensurepip", "tkinter", "turtledemo", "lib2to3", "__pycache__", "dist-packages")
INSIDE, PATIENCE = "--inside", 120.0
_DROP_BOUND, _NO_NEW_PRIVILEGES, _LAST_CAPABILITY = 24, 38, 63  # of prctl(2) and capability.h
LISTED = """
import importlib.metadata, importlib.util, json
names = sorted({each.metadata["name"].lower().replace("_", "-") for each in importlib.metadata.distributions()})
print(json.dumps([names, [spec.origin for each in %r if (spec := importlib.util.find_spec(each))]]))
"""
WRITABLE = """
import json, os
found = []
for folder, names, _ in os.walk("/"):
    names[:] = [each for each in names if os.path.join(folder, each) not in ("/proc", "/sys")]
    try:
        open(os.path.join(folder, ".written"), "x").close()
    except OSError:
        continue
    os.unlink(os.path.join(folder, ".written"))
    found.append(folder)
print(json.dumps(found))
"""
DEVELOPMENT = ("pytest", "mypy", "flask", "werkzeug", "oidc_provider_mock", "hypothesis", "pip", "setuptools", "numba")


def run(*command: object) -> str:
    """Run a program; what it says."""
    return subprocess.run([str(each) for each in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def build(root: Path, python: Path) -> None:
    """Put the root file system together."""
    version = python.name.removeprefix("python")
    for folder in ("usr/bin", "etc", "proc", "tmp", SITE, "usr/share/zoneinfo/Europe"):
        (root / folder).mkdir(parents=True)
    (root / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    (root / "etc" / "passwd").write_text(f"mesur:x:{USER}:{USER}::/var/lib/mesur:/usr/sbin/nologin\n")
    shutil.copy(python, root / "usr" / "bin" / python.name)
    library = Path("/usr/lib") / f"python{version}"
    shutil.copytree(library, root / library.relative_to("/"), ignore=shutil.ignore_patterns(*UNUSED))
    install(root / SITE, python)
    shutil.copytree(ROOT / "node_modules" / "govuk-frontend", root / MESUR / "node_modules" / "govuk-frontend")
    copy_libraries(root)


def install(site: Path, python: Path) -> None:
    """Install the lock and the wheel."""
    pip = (sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check")
    locked = ("--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / "requirements" / "service.lock")
    run(*pip, "install", "--target", site, *locked)
    with tempfile.TemporaryDirectory() as sources, tempfile.TemporaryDirectory() as wheels:
        copy_sources(Path(sources))
        here = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        run(*here, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, sources)
        run(*pip, "install", "--no-deps", "--target", site, *Path(wheels).glob("*.whl"))
    uninstall(site, "setuptools")


def uninstall(site: Path, name: str) -> None:
    """Remove the files of a package that only the build needs, as the container file does."""
    (record,) = site.glob(f"{name}-*.dist-info/RECORD")
    for line in record.read_text("utf-8").splitlines():
        (site / line.split(",")[0]).unlink(missing_ok=True)
    for folder in sorted((each for each in site.rglob("*") if each.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def copy_sources(target: Path) -> None:
    """Copy what the container file copies to build the service from, and nothing else."""
    stage = CONTAINERFILE.read_text("utf-8").partition("AS service")[2].partition("\nFROM")[0]
    for copied in re.findall(r"^COPY (.+)$", stage, re.MULTILINE):
        for name in copied.split()[:-1]:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif not name.startswith("requirements/"):
                shutil.copy(source, target / name)


def copy_libraries(root: Path) -> None:
    """Copy the shared libraries of the system that anything in the root names, and the loader."""
    programs = [*(root / "usr" / "bin").iterdir(), *root.rglob("*.so"), *root.rglob("*.so.*")]
    needed = {
        Path(each)
        for file in programs
        for each in re.findall(r"(?:=> |^\s+)(/(?:usr/)?lib\S+)", _ldd(file), re.MULTILINE)
    }
    for library in sorted(needed):
        target = root / library.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)


def _ldd(file: Path) -> str:
    return subprocess.run(["ldd", file], capture_output=True, text=True).stdout


def confined(root: Path, state: Path, *arguments: str) -> list[str]:
    """The command that runs the interpreter of the root, confined."""
    here = [sys.executable, __file__, INSIDE, str(root), str(state), *arguments]
    return ["unshare", "--mount", "--ipc", "--uts", "--propagation", "private", *here]


def enter(root: Path, state: Path, arguments: list[str]) -> None:
    """Make the root the only file system, read-only but for the state and /tmp, drop everything, and run."""
    run("mount", "--bind", root, root)
    run("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", root / "tmp")
    run("mount", "-t", "proc", "proc", root / "proc")
    inner = root / state.relative_to("/")
    inner.mkdir(parents=True, exist_ok=True)
    run("mount", "--bind", state, inner)
    run("mount", "-o", "remount,bind,ro", root)
    (python,) = (root / "usr" / "bin").glob("python3*")
    os.chroot(root)
    os.chdir(state)
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(_LAST_CAPABILITY + 1):
        libc.prctl(_DROP_BOUND, capability, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    environment = {
        "PYTHONPATH": f"/{SITE}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MESUR_SETTINGS": str(state / "settings.toml"),
        "PATH": "/usr/bin",
    }
    program = f"/usr/bin/{python.name}"
    os.execve(program, [program, *arguments], environment)


def prepared(state: Path, issuer: str) -> ServiceHarness:
    """A service with a school, in a folder that belongs to the service's user."""
    (state / "data").mkdir()
    harness = build_harness(state, f"sqlite:///{state / 'data' / 'mesur.sqlite3'}", issuer)
    harness.clock = FakeClock(clock())
    set_up(harness.service, harness.clock())
    harness.close()
    settings = state / "settings.toml"
    settings.write_text(settings.read_text() + f'node_modules = "/{MESUR}/node_modules"\n')
    return harness


def own(state: Path) -> None:
    """Give the folder to the service's user."""
    for path in (state, *state.rglob("*")):
        os.chown(path, USER, USER)


@contextmanager
def serving(root: Path, state: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The service, until it is told to end."""
    process = subprocess.Popen(confined(root, state, "-m", "delivery_api", "serve", "--port", str(port)))
    try:
        until = time.monotonic() + PATIENCE
        while not ready(port):
            assert process.poll() is None, "the service ended"
            assert time.monotonic() < until, "the service did not become ready"
            time.sleep(0.5)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def ready(port: int) -> bool:
    """Whether the service says that it is ready."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def answers(harness: ServiceHarness, sitting: object, port: int) -> None:
    """Sign in, answer a question and be given the next."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as learner:
        asked = learner.get("/login").headers["location"]
        callback = httpx2.post(asked, data={"sub": "cadi"}).headers["location"]
        assert learner.get(callback.removeprefix(harness.settings.public_url)).status_code == 303
        item = learner.post(f"/api/sittings/{sitting}/start").json()["item"]
        answered = learner.put(f"/api/sittings/{sitting}/responses/1", json=response_body(item, None))
        assert answered.status_code == 200, answered.text
        assert learner.get(f"/api/sittings/{sitting}").json()["item"] == answered.json()["next"]
        sheets = re.findall(r'href="([^"]+\.css[^"]*)"', learner.get("/").text)
        assert {learner.get(each).status_code for each in sheets} == {200}


def check_packages(root: Path, state: Path) -> list[str]:
    """The packages that the interpreter inside sees; what is not of the lock ends the study."""
    names, importable = json.loads(run(*confined(root, state, "-c", LISTED % (DEVELOPMENT,))))
    locked = {each.replace("_", "-") for each in locked_names(ROOT / "requirements" / "service.lock")}
    assert not importable, importable
    assert set(names) <= locked | {"mesur"}, sorted(set(names) - locked)
    assert not set(names) & development_packages()
    return list(names)


def status(process: int) -> dict[str, str]:
    """What the kernel says of a process."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def study(python: Path, folder: Path) -> None:
    """Build, list, run and ask."""
    root, state = folder / "root", folder / "state"
    folder.chmod(0o755)
    root.mkdir()
    state.mkdir()
    build(root, python)
    with running_oidc_provider() as issuer:
        harness = prepared(state, issuer)
        sitting = harness.assign("cadi")
        harness.close()
        own(state)
        names = check_packages(root, state)
        print(f"{len(names)} packages, all of service.lock, none for development: {', '.join(names)}")
        programs = sorted(each.name for each in (root / "usr" / "bin").iterdir())
        print(f"programs in the root: {', '.join(programs)}")
        wrote = json.loads(run(*confined(root, state, "-c", WRITABLE)))
        outside = [each for each in wrote if not each.startswith((str(state), "/tmp"))]
        assert not outside, outside
        port = free_port()
        with serving(root, state, port) as process:
            seen = status(process.pid)
            answers(harness, sitting, port)
        held = {name: seen[name] for name in ("Uid", "CapEff", "CapPrm", "CapBnd", "NoNewPrivs")}
        assert not any(int(held[name], 16) for name in ("CapEff", "CapPrm", "CapBnd")), held
        assert (set(held["Uid"].split()), held["NoNewPrivs"]) == ({str(USER)}, "1"), held
        print(f"ran with {held}; writable: the state and /tmp alone; ready, a sign-in, an answer and the next question")
        print(f"SIGTERM ended it with {process.returncode}")


def main(python: Path = Path("/usr/bin/python3.13")) -> None:
    """Run the study where the machine can."""
    missing = [each for each in ("unshare", "mount", "ldd") if not shutil.which(each)]
    if os.geteuid() or missing or not python.is_file():
        print(f"not run: it needs {', '.join(missing) or 'root, and ' + str(python)}")
        return
    with tempfile.TemporaryDirectory() as folder:
        study(python.resolve(), Path(folder))


if __name__ == "__main__":
    if sys.argv[1:2] == [INSIDE]:
        enter(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
    main(*(Path(each) for each in sys.argv[1:2]))
