"""Two independent OpenID providers: oidc-provider (certified, on Node) and oidc-provider-mock (Python)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.support.service_harness import running_oidc_provider

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class RunningProvider:
    """A running provider, and how to sign in there."""

    issuer: str

    def sign_in_at(self, page: httpx2.Response, browser: httpx2.Client, name: str) -> httpx2.Response:
        """Submit the name that the provider's page asks for."""
        return browser.post(str(page.url), data={"sub": name})


@dataclass
class NodeProvider(RunningProvider):
    """oidc-provider, whose signing key can be changed and whose sign-ins can be aged."""

    def rotate_key(self) -> None:
        """Replace its signing key; the old one is published no more."""
        httpx2.post(f"{self.issuer}/test/new-key").raise_for_status()

    def age_sign_ins(self) -> None:
        """Make all its sign-ins ten minutes older."""
        httpx2.post(f"{self.issuer}/test/later").raise_for_status()


@contextmanager
def python_provider() -> Iterator[RunningProvider]:
    """Run oidc-provider-mock."""
    with running_oidc_provider() as issuer:
        yield RunningProvider(issuer)


@contextmanager
def node_provider(client_address: str) -> Iterator[NodeProvider]:
    """Run oidc-provider for a service at an address.

    Raises
    ------
    OSError : there is no Node, or the npm packages are not installed
    """
    command = [_node(), str(ROOT / "tests" / "provider" / "serve.mjs"), client_address]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = next((line.strip() for line in process.stdout if line.startswith("http")), None)
        if line is None:
            msg = "oidc-provider did not start"
            raise OSError(msg)
        yield NodeProvider(line)
    finally:
        process.kill()
        process.communicate()


def _node() -> str:
    found = shutil.which(str(ROOT / ".venv" / "bin" / "node")) or shutil.which("node")
    if found is None or not (ROOT / "node_modules" / "oidc-provider").is_dir():
        msg = "Node with oidc-provider"
        raise OSError(msg)
    return found


def query_of(url: str) -> dict[str, str]:
    """The query parameters of a URL."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
