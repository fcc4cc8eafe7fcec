"""The files of a machine, each held against the program that reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.stack.containers import docker
from tests.vm.machine import ROOT, SETTINGS, VM, Machine

pytestmark = pytest.mark.stack


def laid_out(folder: Path, shape: str, balancers: str = "") -> Path:
    """Lay the files out as start.sh does."""
    shutil.copytree(ROOT / "docker" / "nginx", folder / "nginx")
    shutil.copytree(ROOT / "docker" / "postgres", folder / "postgres")
    shutil.copy(ROOT / "docker" / "compose.yaml", folder / "compose.yaml")
    shutil.copy(VM / f"compose.{shape}.yaml", folder / "compose.override.yaml")
    (folder / "nginx" / "balancers.conf").write_text(balancers)
    return folder


def test_the_shell_scripts_pass_shellcheck(any_machine: Machine) -> None:
    any_machine.sh("shellcheck /world/start.sh /world/stand-in")


def test_the_unit_is_one(any_machine: Machine) -> None:
    any_machine.make()
    any_machine.write("/etc/systemd/system/evsched.service", (VM / "evsched.service").read_text())
    done = any_machine.container.run("systemd-analyze", "verify", "--man=no", "/etc/systemd/system/evsched.service")
    assert (done.code, done.out + done.err) == (0, "")


@pytest.mark.parametrize("shape", ["vm", "managed"])
@pytest.mark.usefixtures("engine")
def test_compose_takes_the_files(tmp_path: Path, shape: str) -> None:
    folder = laid_out(tmp_path / shape, shape)
    settings = {**SETTINGS[shape], "EVSCHED_FILES": "0"}
    assert docker("compose", "--project-directory", str(folder), "config", "--quiet", settings=settings) == ""
    services = docker("compose", "--project-directory", str(folder), "config", "--services", settings=settings).split()
    assert sorted(services) == sorted(["api", "migrate", "nginx"] + (["db", "secrets"] if shape == "vm" else []))
    images = docker("compose", "--project-directory", str(folder), "config", "--images", settings=settings).split()
    assert set(images) == {value for name, value in SETTINGS[shape].items() if name.endswith("_IMAGE")}
    text = docker("compose", "--project-directory", str(folder), "config", settings=settings)
    assert "build:" not in text
    assert "host_ip: 0.0.0.0" in text
