"""A machine for start.sh: a container with stand-ins for what it has on Google's, and what it did there."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Finished
from tests.stack.containers import Container, docker

ROOT = Path(__file__).parents[2]
VM = ROOT / "terraform" / "vm"
IMAGE = "evsched-vm-machine"
_BUILD_PATIENCE = 900.0

API, NGINX, POSTGRES, OTHER = (
    f"{name}@sha256:{digit * 64}"
    for name, digit in (
        ("europe-docker.pkg.dev/team/evsched/api", "a"),
        ("nginx", "b"),
        ("postgres", "c"),
        ("europe-docker.pkg.dev/team/evsched/api", "d"),
    )
)
TOKEN = "ya29.a-token-that-nobody-shows"  # noqa: S105 - a test's own
PASSWORD = "a-password-that-nobody-shows"  # noqa: S105
SECRET = "projects/team/secrets/evsched-database/versions/3"  # noqa: S105

SETTINGS = {
    "vm": {
        "EVSCHED_SHAPE": "vm",
        "EVSCHED_API_IMAGE": API,
        "EVSCHED_NGINX_IMAGE": NGINX,
        "EVSCHED_POSTGRES_IMAGE": POSTGRES,
        "EVSCHED_REPLICAS": "3",
        "EVSCHED_BALANCER_RANGES": "",
    },
    "managed": {
        "EVSCHED_SHAPE": "managed",
        "EVSCHED_API_IMAGE": API,
        "EVSCHED_NGINX_IMAGE": NGINX,
        "EVSCHED_REPLICAS": "2",
        "EVSCHED_DATABASE_HOST": "10.9.8.7",
        "EVSCHED_PASSWORD_SECRET": SECRET,
        "EVSCHED_BALANCER_RANGES": "35.191.0.0/16,130.211.0.0/22,203.0.113.7/32",
    },
}


def lines(settings: Mapping[str, str]) -> str:
    """Return settings as the metadata has them."""
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def attributes(shape: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Return what the metadata of an instance has for start.sh."""
    docker_files = ROOT / "docker"
    files = {
        "evsched-compose": docker_files / "compose.yaml",
        "evsched-compose-shape": VM / f"compose.{shape}.yaml",
        "evsched-nginx": docker_files / "nginx" / "nginx.conf",
        "evsched-nginx-limits": docker_files / "nginx" / "limits.conf.template",
        "evsched-unit": VM / "evsched.service",
    }
    files |= {"evsched-role": docker_files / "postgres" / "role.sql"} if shape == "vm" else {}
    return {**{key: file.read_text() for key, file in files.items()}, "evsched-settings": lines(settings)}


@dataclass
class Machine:
    """A container that start.sh takes for its machine."""

    container: Container

    def sh(self, source: str) -> str:
        """Run commands of the shell's there, without the stand-ins, and return what they print."""
        done = self.container.run("sh", "-euc", source)
        assert done.code == 0, done
        return done.out

    def write(self, path: str, text: str) -> None:
        # Arguments have a length that compose.yaml stays far below.
        self.sh(f"mkdir -p $(dirname {shlex.quote(path)}); printf %s {shlex.quote(text)} > {shlex.quote(path)}")

    def make(self, shape: str = "vm", **settings: str) -> None:
        """Make the machine new, with an empty disk and nothing installed."""
        self.sh(
            "rm -rf /etc/evsched* /var/lib/evsched* /run/evsched* /etc/systemd/system/evsched.service /world/state "
            "/world/metadata /world/secrets /world/cut /world/no-registry"
            " /world/other-versions /world/unclear /world/disk; "
            "mkdir -p /world/state /dev/disk/by-id; truncate --size=64M /world/disk; "
            "ln -sfn /world/disk /dev/disk/by-id/google-evsched-data; "
            "echo '# fstab' > /etc/fstab; : > /world/state/calls"
        )
        self.tell(shape, **settings)
        self.write("/world/metadata/token", json.dumps({"access_token": TOKEN, "expires_in": 3599}))
        data = base64.b64encode(PASSWORD.encode()).decode()
        self.write(
            f"/world/secrets/{SECRET.replace('/', '_')}_access", json.dumps({"payload": {"data": data}}, indent=2)
        )

    def tell(self, shape: str, **settings: str) -> None:
        """Write what the metadata says."""
        given = attributes(shape, {**SETTINGS[shape], **settings})
        self.sh(
            "".join(
                f"mkdir -p /world/metadata; printf %s {shlex.quote(text)} > /world/metadata/{key}\n"
                for key, text in given.items()
            )
        )

    def start(self, *, options: str = "") -> Finished:
        """Run start.sh as the guest agent does, in a group of processes of its own."""
        self.sh(": > /world/state/calls")
        path = "/world/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
        return self.container.run(
            "env", "-i", f"PATH={path}", "setsid", "--wait", "bash", *options.split(), "/world/start.sh"
        )

    def cut(self, call: int) -> Finished:
        """Run start.sh, and kill it and all that it runs at a call."""
        self.sh(f"echo {call} > /world/cut")
        try:
            return self.start()
        finally:
            self.sh("rm /world/cut")

    def reboot(self) -> None:
        self.sh("/world/bin/systemctl reboot")

    def calls(self) -> list[str]:
        """Return what the last run called, in its order."""
        return [line.rstrip() for line in self.sh("cat /world/state/calls").splitlines()]

    def called(self, *beginnings: str) -> list[str]:
        """Return those calls that begin so."""
        return [call for call in self.calls() if call.startswith(beginnings)]

    def text(self, path: str) -> str:
        return self.sh(f"cat {shlex.quote(path)}")

    def has(self, path: str) -> bool:
        return self.container.run("test", "-e", path).code == 0

    def images(self) -> set[str]:
        return set(self.text("/world/state/images").split())

    def tree(self) -> str:
        """Return all files that start.sh may have written: what is in them, and whose they are."""
        return self.sh(
            "for each in /etc/evsched /etc/fstab /etc/systemd/system /run/evsched /var/lib/evsched "
            "/var/lib/evsched-start /world/disk; do [ ! -e $each ] || "
            "find $each -type f -exec sha256sum {} + -exec stat -c '%n %a %u:%g' {} +; done"
        )

    def mentions(self, text: str) -> list[str]:
        """Return the files that have a text, besides those that the metadata server has it in."""
        found = self.sh(
            f"grep --recursive --files-with-matches --binary-files=text --fixed-strings -e {shlex.quote(text)} "
            "/etc /root /run /tmp /var /world/state /dev/shm || true"
        )
        return found.split()


@contextmanager
def machine() -> Iterator[Machine]:
    """Make a machine, and remove it at the end."""
    docker("build", "--quiet", "--tag", IMAGE, str(Path(__file__).parent / "machine"), patience=_BUILD_PATIENCE)
    name = docker("run", "--detach", "--init", "--network=none", IMAGE).strip()
    try:
        made = Machine(Container(name))
        made.write("/world/start.sh", (VM / "start.sh").read_text())
        yield made
    finally:
        docker("rm", "--force", "--volumes", name)
        docker("image", "rm", "--force", IMAGE)


def containing(calls: Iterable[str], text: str) -> list[str]:
    return [call for call in calls if text in call]
