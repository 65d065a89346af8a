"""Finding Node and Chromium among what a machine may have."""

import json
import os
from pathlib import Path

import pytest

from setup import apt_packages, chromium, node
from setup.lock_files import without_addresses


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Make programs that print a line; nothing else is on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    monkeypatch.setattr(chromium, "BROWSERS", tmp_path / "browsers")

    def make(name, prints, status=0):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{prints}'\nexit {status}\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_a_machine_without_node_has_no_npm(program):
    assert node.system_npm() is None


@pytest.mark.parametrize(("version", "taken"), [("v20.20.2", True), ("v24.1.0", True), ("v18.19.0", False)])
def test_node_is_taken_when_new_enough(program, version, taken):
    program("node", version)
    program("npm", "10")
    assert (node.system_npm() is not None) is taken


def test_node_without_npm_will_not_do(program):
    program("node", "v24.1.0")
    assert node.system_npm() is None


def test_npm_writes_inside_the_environment_and_finds_its_node(program):
    program("node", "v24.1.0")
    npm = program("npm", "10")
    settings = node.system_npm().settings(Path("/clone/.venv"))
    assert node.system_npm().ci()[0] == npm
    assert settings["npm_config_cache"] == "/clone/.venv/npm-cache"
    assert settings["PATH"].split(os.pathsep)[0] == str(Path(npm).parent)


def test_no_chromium_is_none(program):
    assert chromium.find_chromium() is None


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_chromium_is_found_by_the_names_it_goes_by(program, name):
    path = program(name, "Google Chrome 156.0" if "google" in name else "Chromium 156.0")
    assert chromium.find_chromium() == path


def test_a_stub_that_only_says_what_to_install_is_passed_over(program):
    program("chromium", "Command requires the chromium snap", status=1)
    path = program("google-chrome", "Google Chrome 156.0")
    assert chromium.find_chromium() == path


def test_the_browser_that_playwright_put_into_the_environment_is_found(program):
    path = program("browsers/chromium-1200/chrome-linux/chrome", "Chromium 156.0")
    assert chromium.find_chromium() == path


def test_the_named_browser_comes_first_and_is_not_replaced(program, monkeypatch):
    program("chromium", "Chromium 156.0")
    named = program("mine", "Chromium 150.0")
    monkeypatch.setenv("CHROMIUM", named)
    assert chromium.find_chromium() == named
    monkeypatch.setenv("CHROMIUM", named + "-not-there")
    assert chromium.find_chromium() is None


def test_without_root_debian_is_not_asked(program, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(apt_packages, "run_installer", lambda command, environment: asked.append(command[0]))
    program("apt-get", "would install")
    assert chromium.install_chromium() is None
    assert "apt-get" not in asked
    assert asked != []


def test_as_root_debian_comes_before_playwright(program, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(apt_packages, "run_installer", lambda command, environment: asked.append(Path(command[0]).name))
    program("apt-get", "would install")
    assert chromium.install_chromium() is None
    assert asked[:2] == ["apt-get", "apt-get"]
    assert len(asked) == 3


def test_the_npm_lock_is_kept_without_addresses():
    package = dict(integrity="sha512-x", resolved="x", funding=dict(url="x"))  # noqa: C408 - a lock's keys, as keywords
    kept = without_addresses(json.dumps({"packages": {"": {}, "node_modules/a": package}}))
    assert '"integrity": "sha512-x"' in kept
    assert "resolved" not in kept
    assert "funding" not in kept
