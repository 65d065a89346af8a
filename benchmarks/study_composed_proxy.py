"""What deploy/compose.yaml puts together, without a container engine: the proxy with its file as mounted, the service.

In namespaces of their own, as an engine would make them: nginx with the sample where it is mounted, at its own ports,
on a read-only file system, with the capabilities that the file gives; behind it the service at its own port, as user
10001, read-only and without capabilities. A learner signs in through the proxy and answers a question.
What is not tried: the image itself, the composed PostgreSQL, and the networks, volumes and secrets of an engine.

It needs root, nginx, unshare, setpriv and ip; where one is missing it says so and is not run.
"""

import os
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2
import yaml

from delivery_api.dates.clock import clock
from delivery_api.lifecycle.service_setup import set_up
from setup.supply.confined_run import USER
from tests.integration.operation.test_proxy import NGINX, write_certificate
from tests.support.hostile_provider import HostileProvider, hostile_provider
from tests.support.oidc_providers import query_of
from tests.support.service_harness import FakeClock, ServiceHarness, build_harness, response_body

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
PUBLIC, ISSUER = "https://localhost", "https://localhost:8443"
PROGRAMS = f"{os.environ['PATH']}:/usr/sbin:/sbin"
INSIDE = "--inside"
PATIENCE = 90.0  # seconds until the service is ready
KEPT = ("/run", "/var/cache/nginx", "/var/lib/nginx", "/var/log/nginx")  # the last two are Debian's own


def capabilities(service: str) -> str:
    """The capabilities of a composed service, as `setpriv` takes them."""
    composed = COMPOSE[service]
    assert composed["cap_drop"] == ["ALL"]
    assert composed["read_only"]
    return ",".join(["-all", *(f"+{each.lower()}" for each in composed.get("cap_add", []))])


def confined(script: str, command: str, service: str, user: str = "") -> list[str]:
    """A command on a read-only file system, after some mounts, with a composed service's capabilities."""
    kept = f"--bounding-set={capabilities(service)} --inh-caps=-all --no-new-privs"
    whole = f"set -e; {script} mount -o remount,bind,ro /; exec setpriv {user} {kept} {command}"
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", whole]


def proxy(folder: Path, command: str) -> list[str]:
    """The sample of nginx where compose.yaml mounts it."""
    (mounted,) = COMPOSE["proxy"]["volumes"]
    source, target, how = mounted.split(":")
    assert how == "ro"
    script = "".join(f"mkdir -p {each}; mount -t tmpfs tmpfs {each}; " for each in (*KEPT, "/etc/nginx"))
    script += f"touch {target}; mount --bind {ROOT / 'deploy' / source} {target}; mount -o remount,bind,ro {target}; "
    for secret in COMPOSE["proxy"]["secrets"]:
        script += f"cp {folder / Path(secret['target']).name} {secret['target']}; "
    return confined(script, f"{NGINX} {command}", "proxy")


def service(state: Path, certificate: Path) -> list[str]:
    """The service as its image runs it."""
    assert COMPOSE["service"]["user"] == f"{USER}:{USER}"
    script = shown_interpreter() + f"mount --bind {state} {state}; cd {state}; export SSL_CERT_FILE={certificate}; "
    user = f"--reuid {USER} --regid {USER} --clear-groups"
    command = f"{Path(sys.executable).parent}/mesur serve --settings settings.toml --host 0.0.0.0 --port 8400"
    return confined(script, command, "service", user)


def shown_interpreter() -> str:
    """Mounts that show the interpreter to everybody where a folder above it is its owner's alone, and hide the rest."""
    closed = [each for each in Path(sys.base_prefix).parents if not each.stat().st_mode & stat.S_IXOTH]
    if not closed:
        return ""
    opened = f"mount --bind {sys.base_prefix} /mnt; mount -t tmpfs -o mode=755 tmpfs {closed[-1]}; "
    return opened + f"mkdir -p {sys.base_prefix}; mount --bind /mnt {sys.base_prefix}; "


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def provider_with_tls(folder: Path) -> Iterator[HostileProvider]:
    """A provider in order, at an address with https."""
    with hostile_provider() as provider:
        file = folder / "provider.conf"
        file.write_text(
            f"daemon off; worker_processes 1; pid {folder}/provider.pid; error_log stderr crit; events {{}} http {{"
            f" access_log off; server {{ listen 8443 ssl; ssl_certificate {folder}/certificate.pem;"
            f" ssl_certificate_key {folder}/certificate.key; location / {{ proxy_pass {provider.issuer}; }} }} }}"
        )
        with running([str(NGINX), "-c", str(file), "-p", str(folder)]):
            provider.issuer = ISSUER
            provider.reset()
            yield provider


def prepared(state: Path) -> ServiceHarness:
    """A service with a school, in a folder that belongs to the service's user."""
    (state / "data").mkdir(parents=True)
    harness = build_harness(state, f"sqlite:///{state / 'data' / 'mesur.sqlite3'}", ISSUER)
    harness.clock = FakeClock(clock())
    set_up(harness.service, harness.clock())
    harness.sitting = harness.assign("cadi")  # type: ignore[attr-defined]
    harness.close()
    settings = state / "settings.toml"
    settings.write_text(settings.read_text().replace(harness.settings.public_url, PUBLIC))
    for path in (state, *state.rglob("*")):
        os.chown(path, USER, USER)
    return harness


def wait_until_ready() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx2.get("http://127.0.0.1:8400/readyz").status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    sys.exit("the service did not become ready")


def sign_in_and_answer(harness: ServiceHarness, provider: HostileProvider, certificate: Path) -> None:
    """Sign in through the proxy, answer a question and be given the next."""
    trusted = ssl.create_default_context(cafile=str(certificate))
    with httpx2.Client(base_url=PUBLIC, verify=trusted, timeout=30) as learner:
        asked = query_of(learner.get("/login").headers["location"])
        assert asked["redirect_uri"] == f"{PUBLIC}/login/callback"
        provider.nonce = asked["nonce"]
        assert learner.get(f"/login/callback?code=code&state={asked['state']}").status_code == 303
        assert [learner.get(path).status_code for path in ("/readyz", "/metrics")] == [404, 404]
        assert httpx2.get("http://localhost/").headers["location"] == f"{PUBLIC}/"
        sitting = f"/api/sittings/{harness.sitting}"  # type: ignore[attr-defined]
        item = learner.post(f"{sitting}/start").json()["item"]
        answered = learner.put(f"{sitting}/responses/1", json=response_body(item, None))
        assert answered.status_code == 200, answered.text
        assert learner.get(sitting).json()["item"] == answered.json()["next"]


def inside() -> None:
    """The study, with a network of its own."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        write_certificate(folder)
        certificate = folder / "certificate.pem"
        subprocess.run(proxy(folder, "-t"), check=True)
        harness = prepared(folder / "state")
        provider = stack.enter_context(provider_with_tls(folder))
        stack.enter_context(running(service(folder / "state", certificate)))
        stack.enter_context(running(proxy(folder, "-g 'daemon off;'")))
        wait_until_ready()
        sign_in_and_answer(harness, provider, certificate)
    print("through the composed proxy: a sign-in, an answer that is saved, and the next question")


def main() -> None:
    """Run the study where the machine can."""
    missing = [each for each in ("ip", "unshare", "setpriv", "nginx") if not shutil.which(each, path=PROGRAMS)]
    if os.geteuid() or missing:
        print(f"not run: it needs {', '.join(missing) or 'root'}")
        return
    again = ["unshare", "--net", sys.executable, __file__, INSIDE]
    sys.exit(subprocess.run(again, cwd=ROOT).returncode)


if __name__ == "__main__":
    inside() if INSIDE in sys.argv else main()
