"""Docker, as its command line has it, and containers that run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.conftest import Finished
from tests.waiting import PATIENCE


class DockerFailed(RuntimeError):
    """A command of Docker's has failed."""


def docker(*arguments: str, settings: Mapping[str, str] | None = None, patience: float = PATIENCE) -> str:
    """Run a command of Docker's, and return what it prints.

    Args:
        arguments: The command's.
        settings: Variables of its environment. Those of whoever runs the tests do not count.
        patience: Seconds that it may take.

    Raises:
        DockerFailed: It has ended with an error.
    """
    done = _run(arguments, settings or {}, patience)
    if done.code:
        raise DockerFailed(f"docker {' '.join(arguments)}: {done.err or done.out}")
    return done.out


def _run(arguments: tuple[str, ...], settings: Mapping[str, str], patience: float) -> Finished:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"} or name.startswith("DOCKER_")}
    done = subprocess.run(
        ["docker", *arguments],  # noqa: S607 - wherever it is
        env={**kept, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=patience,
        check=False,
        text=True,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Container:
    """A container, by its id."""

    id: str

    @property
    def facts(self) -> dict[str, Any]:
        """What Docker tells of it."""
        (facts,) = json.loads(docker("inspect", "--type=container", self.id))
        return dict(facts)

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.facts["State"])

    @cached_property
    def hostname(self) -> str:
        """What it calls itself: the API's replica in its log."""
        return str(self.facts["Config"]["Hostname"])

    @property
    def is_healthy(self) -> bool:
        """Whether its own health check says so; one that is not running is not."""
        state = self.state
        return bool(state["Running"] and not state["Paused"] and state["Health"]["Status"] == "healthy")

    def addresses(self) -> set[str]:
        return {each["IPAddress"] for each in self.facts["NetworkSettings"]["Networks"].values()}

    def run(self, *command: str, settings: Mapping[str, str] | None = None) -> Finished:
        """Run a command inside it, beside its own process."""
        given = [argument for name, value in (settings or {}).items() for argument in ("--env", f"{name}={value}")]
        return _run(("exec", *given, self.id, *command), {}, PATIENCE)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process that it is there for; process 1 is Docker's init, which passes on its end.

        From inside, so that it does not matter where the engine runs. ``docker kill`` counts as a wish of whoever
        runs the stack, after which no policy starts the container again.
        """
        done = self.run("sh", "-ec", f"kill -{number.name.removeprefix('SIG')} $(cat /proc/1/task/1/children)")
        assert done.code in {0, 137}, done  # 137: the container has ended, and this command with it

    def do(self, verb: str, *options: str) -> None:
        """Have Docker do something with it: pause, restart, …"""
        docker(verb, *options, self.id)

    def log(self, since: float | None = None) -> list[str]:
        """Return the lines of its output, of both kinds; since a moment of the clock, or all."""
        limits = () if since is None else ("--since", f"{since:.6f}")
        done = _run(("logs", *limits, self.id), {}, PATIENCE)
        return f"{done.out}{done.err}".splitlines()

    def records(self, since: float | None = None) -> list[dict[str, Any]]:
        """Return the lines that are objects of JSON: one a request."""
        return [json.loads(line) for line in self.log(since) if line.startswith("{")]
