"""start.sh on a machine whose network, systemd and Docker are stand-ins; its disk and its tools are real."""

from __future__ import annotations

import base64
import os
import re

import pytest

from tests.vm.machine import API, NGINX, OTHER, PASSWORD, POSTGRES, SETTINGS, TOKEN, Machine, containing, lines

pytestmark = pytest.mark.stack

_LATER = ("apt-get", "dpkg ", "mkfs", "docker login", "docker pull", "docker image rm", "mount ")
"""What only a first run or a change calls for."""
_SERVES = ("systemctl restart evsched", "systemctl start evsched")
_APART = 1 if os.environ.get("EVSCHED_STRESS") == "full" else 7
"""Calls from one at which a run is cut off to the next one. At full size every call is one: a quarter of an hour."""
_DISK = "/dev/disk/by-id/google-evsched-data"


def check_serving(machine: Machine, *images: str) -> None:
    """Hold a machine against what is true of one that serves."""
    assert machine.has("/world/state/active")
    assert machine.has("/world/state/enabled")
    assert machine.sh("diff --recursive /etc/evsched /world/state/served && echo same").strip() == "same"
    assert (
        machine.sh("cmp /etc/evsched/evsched.service /etc/systemd/system/evsched.service && echo same").strip()
        == "same"
    )
    assert machine.images() == set(images)
    assert sorted(machine.text("/var/lib/evsched-start/images").split()) == sorted(images)
    for left in ("/etc/evsched.new", "/run/evsched-start", "/etc/fstab.evsched"):
        assert not machine.has(left), left


def started(machine: Machine) -> str:
    """Run start.sh, which is to succeed, and return what it says."""
    done = machine.start()
    assert done.code == 0, done
    assert done.out.endswith("evsched: done\n")
    return done.out


def refused(machine: Machine) -> str:
    """Run start.sh, which is to fail, and return the one line in which it says so."""
    done = machine.start()
    assert done.code != 0, done
    (line,) = [line for line in done.err.splitlines() if line.startswith("evsched: ")]
    assert line.startswith("evsched: FAILED to ")
    assert line.endswith("; then: sudo google_metadata_script_runner startup")
    return line


def test_a_first_run_makes_a_machine_with_a_database_serve(new: Machine) -> None:
    said = started(new)
    check_serving(new, API, NGINX, POSTGRES)
    for step in ("install Docker 26.1.5", "start Docker", "metadata", "data disk", "images", "serve"):
        assert step in said
    assert len(new.called("mkfs.ext4")) == 1
    assert f"{_DISK} /var/lib/evsched ext4 noatime,nofail," in new.text("/etc/fstab")
    assert new.sh("stat -c '%a %u:%g' /var/lib/evsched/password").split() == ["750", "10001:10001"]
    assert new.sh("find /var/lib/evsched/database") == "/var/lib/evsched/database\n"
    assert new.text("/etc/evsched/nginx/balancers.conf") == ""
    assert set(lines(SETTINGS["vm"]).split()) < set(new.text("/etc/evsched/.env").split())


def test_a_first_run_makes_a_machine_without_a_database_serve(new: Machine) -> None:
    new.make("managed")
    started(new)
    check_serving(new, API, NGINX)
    assert new.called("mkfs", "mount ", "blkid") == []
    assert new.sh("stat -c '%n %a %u:%g' /run/evsched /run/evsched/*").splitlines() == [
        "/run/evsched 750 0:10001",
        "/run/evsched/password 440 0:10001",
    ]
    assert new.text("/run/evsched/password") == PASSWORD
    assert new.text("/etc/evsched/nginx/balancers.conf").splitlines() == [
        "set_real_ip_from 35.191.0.0/16;",
        "set_real_ip_from 130.211.0.0/22;",
        "set_real_ip_from 203.0.113.7/32;",
        "real_ip_header X-Forwarded-For;",
        "real_ip_recursive on;",
    ]


def test_what_is_installed_is_of_named_versions_and_their_updates_and_signed(new: Machine) -> None:
    started(new)
    (call,) = containing(new.called("apt-get"), " install ")
    named = [word for word in call.split() if "=" in word and not word.startswith("--")]
    assert [word.split("=")[0] for word in named] == ["docker.io", "docker-cli", "docker-compose", "containerd", "runc"]
    assert all(re.fullmatch(r"[a-z.-]+=[0-9][^*]+-[0-9]+\\?\*", word) for word in named)
    assert "allow-unauthenticated" not in call
    (held,) = new.called("apt-mark hold")
    assert set(held.split()[2:]) == {word.split("=")[0] for word in named}


@pytest.mark.parametrize("shape", ["vm", "managed"])
def test_a_second_run_changes_nothing(new: Machine, shape: str) -> None:
    new.make(shape)
    started(new)
    before = new.tree()
    said = started(new)
    assert new.called(*_LATER, *_SERVES, "systemctl daemon-reload", "systemctl enable") == []
    assert new.tree() == before
    assert "install" not in said


def test_a_new_image_is_pulled_before_the_containers_are_made_anew_and_the_old_one_goes_after(new: Machine) -> None:
    started(new)
    new.tell("vm", EVSCHED_API_IMAGE=OTHER)
    started(new)
    check_serving(new, OTHER, NGINX, POSTGRES)
    happened = new.called("docker pull", "docker image rm", *_SERVES)
    assert happened == [f"docker pull --quiet {OTHER}", "systemctl restart evsched.service", f"docker image rm {API}"]


def test_an_image_that_is_not_of_a_release_is_left_alone(new: Machine) -> None:
    started(new)
    new.sh("echo somebody/else:1 >> /world/state/images")
    new.tell("vm", EVSCHED_API_IMAGE=OTHER)
    started(new)
    assert new.images() == {"somebody/else:1", OTHER, NGINX, POSTGRES}


def test_nginx_gets_its_new_files(new: Machine) -> None:
    started(new)
    before = new.text("/etc/evsched/.env")
    new.sh("echo '# changed' >> /world/metadata/evsched-nginx")
    started(new)
    check_serving(new, API, NGINX, POSTGRES)
    assert new.called(*_SERVES) == ["systemctl restart evsched.service"]
    (old,) = set(before.split()) - set(new.text("/etc/evsched/.env").split())
    assert old.startswith("EVSCHED_FILES=")


def test_after_a_reboot_a_machine_with_a_database_does_without_the_metadata(new: Machine) -> None:
    started(new)
    new.sh("echo row > /var/lib/evsched/database/data; mv /world/metadata /world/away")
    new.reboot()
    assert new.has("/world/state/active")
    assert new.text("/var/lib/evsched/database/data") == "row\n"
    assert "evsched-settings cannot be had from the metadata server" in refused(new)
    assert new.has("/world/state/active")
    new.sh("mv /world/away /world/metadata")
    started(new)
    assert new.called(*_LATER, *_SERVES) == []


def test_after_a_reboot_a_machine_without_a_database_waits_for_the_password(new: Machine) -> None:
    new.make("managed")
    started(new)
    new.reboot()
    assert not new.has("/world/state/active")
    started(new)
    check_serving(new, API, NGINX)
    assert new.called(*_SERVES) == ["systemctl start evsched.service"]
    assert new.text("/run/evsched/password") == PASSWORD


@pytest.mark.parametrize("shape", ["vm", "managed"])
def test_a_first_run_that_is_cut_off_anywhere_is_brought_to_its_end_by_the_next(new: Machine, shape: str) -> None:
    new.make(shape)
    started(new)
    whole = len(new.calls())
    images = (API, NGINX, POSTGRES) if shape == "vm" else (API, NGINX)
    for call in range(2, whole + 1, _APART):
        new.make(shape)
        assert new.cut(call).code != 0
        if call % 4 < 2:
            new.reboot()
        started(new)
        check_serving(new, *images)


def test_an_upgrade_that_is_cut_off_anywhere_is_brought_to_its_end_by_the_next(new: Machine) -> None:
    def make() -> None:
        new.make()
        started(new)
        new.sh("echo row > /var/lib/evsched/database/data; echo '# changed' >> /world/metadata/evsched-unit")
        new.tell("vm", EVSCHED_API_IMAGE=OTHER, EVSCHED_BALANCER_RANGES="35.191.0.0/16")

    make()
    started(new)
    for call in range(2, len(new.calls()) + 1, _APART):
        make()
        assert new.cut(call).code != 0
        if call % 4 < 2:
            new.reboot()
        started(new)
        assert new.called("mkfs") == []
        check_serving(new, OTHER, NGINX, POSTGRES)
        assert new.text("/var/lib/evsched/database/data") == "row\n"


def test_a_disk_with_a_database_is_taken_as_it_is(new: Machine) -> None:
    """A machine that was made anew, with the disk of the one before."""
    new.sh(f"mkfs.ext4 -q {_DISK}; mkdir -p /world/state/disk/database; echo row > /world/state/disk/database/data")
    before = new.sh("sha256sum /world/disk")
    started(new)
    assert new.called("mkfs") == []
    assert new.text("/var/lib/evsched/database/data") == "row\n"
    assert new.sh("sha256sum /world/disk") == before


@pytest.mark.parametrize(
    ("filled", "says"),
    [
        pytest.param(f"mkswap {_DISK}", "it holds swap", id="swap"),
        pytest.param(f"mkfs.ext2 -q {_DISK}", "it holds ext2", id="ext2"),
        pytest.param(f"echo 'label: gpt' | sfdisk {_DISK}", "it holds partitions", id="partitions"),
        pytest.param("touch /world/unclear", "what is on it cannot be told", id="unclear"),
        pytest.param(f"ln -sfn /world/state {_DISK}", "it cannot be read", id="unreadable"),
        pytest.param(f"rm {_DISK}", "there is no disk", id="missing"),
    ],
)
def test_a_disk_with_anything_else_is_never_formatted(new: Machine, filled: str, says: str) -> None:
    new.sh(f"{{ {filled}; }} > /dev/null 2>&1")
    before = new.sh("sha256sum /world/disk")
    assert says in refused(new)
    assert new.called("mkfs", "docker pull", *_SERVES) == []
    assert new.sh("sha256sum /world/disk") == before


@pytest.mark.parametrize("options", ["", "-x"])
@pytest.mark.parametrize("shape", ["vm", "managed"])
def test_secrets_are_nowhere_but_where_they_belong(new: Machine, shape: str, options: str) -> None:
    new.make(shape)
    done = new.start(options=options)
    assert done.code == 0, done
    assert new.called("docker login") != []
    encoded = base64.b64encode(PASSWORD.encode()).decode()
    for secret in (TOKEN, PASSWORD, encoded):
        assert secret not in done.out + done.err
        assert containing(new.calls(), secret) == []
    assert new.mentions(PASSWORD) == (["/run/evsched/password"] if shape == "managed" else [])
    assert new.mentions(TOKEN) == new.mentions(encoded) == []


@pytest.mark.parametrize("shape", ["vm", "managed"])
def test_secrets_are_gone_after_a_failure_too(new: Machine, shape: str) -> None:
    new.make(shape)
    new.sh("touch /world/no-registry")
    assert f"{API} does not come" in refused(new)
    assert new.mentions(TOKEN) == []
    assert not new.has("/world/state/active")
    new.sh("rm /world/no-registry")
    started(new)


_WRONG = [
    ("vm", "EVSCHED_SHAPE", "cluster"),
    ("vm", "EVSCHED_API_IMAGE", "europe-docker.pkg.dev/team/evsched/api:latest"),
    ("vm", "EVSCHED_API_IMAGE", f"{API} --privileged"),
    ("vm", "EVSCHED_NGINX_IMAGE", "nginx:stable"),
    ("vm", "EVSCHED_POSTGRES_IMAGE", ""),
    ("vm", "EVSCHED_REPLICAS", "0"),
    ("vm", "EVSCHED_REPLICAS", "$(reboot)"),
    ("vm", "EVSCHED_BALANCER_RANGES", "0.0.0.0/0"),
    ("vm", "EVSCHED_BALANCER_RANGES", "10.0.0.0/8,::/0"),
    ("vm", "EVSCHED_BALANCER_RANGES", "10.0.0.0/8; deny all"),
    ("vm", "EVSCHED_BALANCER_RANGES", "10.0.0.1"),
    ("vm", "EVSCHED_DATABASE_HOST", "10.9.8.7"),
    ("vm", "EVSCHED_COLOUR", "red"),
    ("managed", "EVSCHED_DATABASE_HOST", ""),
    ("managed", "EVSCHED_DATABASE_HOST", "10.9.8.7/other?sslmode=disable"),
    ("managed", "EVSCHED_PASSWORD_SECRET", "projects/team/secrets/evsched-database/versions/latest"),
    ("managed", "EVSCHED_PASSWORD_SECRET", "projects/team/secrets/../../x/versions/1"),
    ("managed", "EVSCHED_POSTGRES_IMAGE", POSTGRES),
]


@pytest.mark.parametrize(("shape", "name", "value"), _WRONG, ids=[f"{name}={value}" for _, name, value in _WRONG])
def test_a_setting_that_cannot_be_is_refused_by_its_name(new: Machine, shape: str, name: str, value: str) -> None:
    new.make(shape, **{name: value})
    assert name in refused(new)
    assert new.called("docker pull", "mkfs", *_SERVES) == []


@pytest.mark.parametrize("shape", ["vm", "managed"])
def test_a_setting_that_is_missing_is_named(new: Machine, shape: str) -> None:
    for name in SETTINGS[shape].keys() - {"EVSCHED_BALANCER_RANGES"}:
        new.make(shape)
        new.write(
            "/world/metadata/evsched-settings",
            lines({key: value for key, value in SETTINGS[shape].items() if key != name}),
        )
        assert f"{name} is missing" in refused(new)


def test_a_line_that_is_no_setting_is_refused_and_not_run(new: Machine) -> None:
    new.sh("echo 'touch /world/state/run' >> /world/metadata/evsched-settings")
    assert "a line that is not NAME=value" in refused(new)
    assert not new.has("/world/state/run")


def test_files_that_compose_does_not_take_are_never_put_in_place(new: Machine) -> None:
    started(new)
    before = new.tree()
    new.write("/world/metadata/evsched-compose", "broken")
    assert "Compose does not take the files" in refused(new)
    assert new.tree() == before
    assert new.has("/world/state/active")


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [
        pytest.param("rm /world/metadata/evsched-unit", "evsched-unit cannot be had", id="attribute"),
        pytest.param("rm /world/metadata/token", "gives no token", id="no-token"),
        pytest.param("echo '{}' > /world/metadata/token", "gives no token", id="empty-token"),
        pytest.param("rm /world/secrets/*", "versions/3 cannot be read", id="no-secret"),
        pytest.param("echo '{\"payload\": {}}' > $(ls /world/secrets/*)", "versions/3 cannot be read", id="no-payload"),
        pytest.param("touch /world/other-versions", "other versions are there", id="packages"),
    ],
)
def test_what_goes_wrong_is_told_with_its_mend(new: Machine, spoiled: str, says: str) -> None:
    new.make("managed")
    new.sh(spoiled)
    assert says in refused(new)
    assert not new.has("/world/state/active")
    assert not new.has("/run/evsched/password")
