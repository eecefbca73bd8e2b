"""Run scripts/pulumi-engine with stand-ins for the commands on PATH: nothing is built."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/pulumi-engine"
# What the script itself needs; `pulumi`, `go` and `curl` are only there if a test puts them there.
COMMANDS = "bash cat chmod cp cut dirname mkdir mktemp mv rm sed sh sha256sum shasum sleep touch"
BUILT_VERSION = "3.274.1"


class Machine:
    """A machine with its own PATH and cache, on which nothing is installed yet."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.cache = folder / "cache"
        self.commands = folder / "bin"
        self.commands.mkdir()
        for name in COMMANDS.split():
            if command := shutil.which(name):
                (self.commands / name).symlink_to(os.path.realpath(command))
        self.put("python3", f'exec "{sys.executable}" "$@"')

    def put(self, name: str, script: str) -> None:
        """Put a command that a test writes on PATH."""
        (self.commands / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.commands / name).chmod(0o755)

    def put_pulumi(self, version: str) -> None:
        """Put a Pulumi on PATH that reports this version, and its language host."""
        self.put("pulumi", f"echo v{version}")
        self.put("pulumi-language-python", "")

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Start the script, in CI unless the environment says otherwise."""
        defaults = {"PATH": str(self.commands), "XDG_CACHE_HOME": str(self.cache), "CI": "true"}
        return subprocess.Popen(  # noqa: S603 - our own script
            [SCRIPT],
            env=defaults | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **environment: str) -> tuple[int, str, str]:
        """Run the script to its end; return its exit code, its stdout and its stderr."""
        process = self.start(**environment)
        stdout, stderr = process.communicate()
        return process.returncode, stdout.removesuffix("\n"), stderr

    def kept(self) -> list[str]:
        """Return what is in the cache."""
        return sorted(path.name for path in self.cache.glob("marketo-resources/pulumi-*"))


@pytest.fixture
def machine(tmp_path: pathlib.Path) -> Machine:
    """Return a machine on which nothing is installed yet."""
    return Machine(tmp_path)


# Builds what it is asked to, as `go` does, and notes each build.
GO = f"""
case "$1" in
  env) echo go1.26.8 ;;
  list)
    if [ "$2" = -deps ]; then echo example.com/a example.com/b; else echo "$SDK"; fi ;;
  build)
    for package in a b; do echo "example.com/$package" >&2; done
    echo "go: downloading example.com/a v1.0.0" >&2
    while [ -e "$HOLD" ]; do sleep 0.05; done
    while [ "$1" != -o ]; do shift; done
    mkdir -p "$2"
    printf '#!/bin/sh\\necho v{BUILT_VERSION}\\n' > "$2/${{3##*/}}"
    echo "${{3##*/}}" >> "$BUILDS" ;;
esac
"""


@pytest.fixture
def builder(machine: Machine, tmp_path: pathlib.Path) -> dict[str, str]:
    """Put a fast stand-in for `go` on the machine; return the environment that it needs."""
    sdk = tmp_path / "sdk/python"
    for part in ("cmd/pulumi-language-python-exec", "dist/pulumi-resource-pulumi-python"):
        (sdk / part).parent.mkdir(parents=True)
        (sdk / part).touch()
    machine.put("go", GO)
    return {"SDK": str(sdk.parent), "BUILDS": str(tmp_path / "builds")}


@pytest.mark.parametrize("version", ["3.216.0", "3.300.1", "4.0.0"])
def test_new_enough_pulumi_on_path_is_used(machine: Machine, version: str) -> None:
    """What the user has installed comes first, and nothing is put into the cache."""
    machine.put_pulumi(version)

    assert machine.run() == (0, str(machine.commands), "")
    assert machine.kept() == []


@pytest.mark.parametrize("version", ["3.215.9", "3.99.0", "2.300.0"])
def test_old_pulumi_on_path_is_ignored(machine: Machine, version: str) -> None:
    """An engine without ReadResult.inputs is not enough; the user learns why it is not used."""
    machine.put_pulumi(version)

    code, stdout, stderr = machine.run()

    assert (code, stdout) == (1, "")
    assert f"Ignoring {machine.commands}/pulumi (v{version}): 3.216.0 or newer" in stderr


def test_pulumi_without_language_host_is_ignored(machine: Machine) -> None:
    """A Pulumi that cannot run Python programs is not enough."""
    machine.put("pulumi", "echo v3.300.0")

    code, _, stderr = machine.run()

    assert code == 1
    assert "there is no pulumi-language-python on PATH" in stderr


def test_missing_go_is_named(machine: Machine) -> None:
    """Where nothing can be built, the error says what to install."""
    code, stdout, stderr = machine.run()

    assert (code, stdout) == (1, "")
    assert "there is no `go` on PATH. Install Pulumi 3.216.0 or newer, or Go 1.26.6" in stderr


@pytest.mark.parametrize("version", ["go1.26.5", "go1.9", "go1.24rc1"])
def test_old_go_is_named(machine: Machine, version: str) -> None:
    """A Go that cannot build this Pulumi is refused before the download of its modules."""
    machine.put("go", f"echo {version}")

    code, stdout, stderr = machine.run()

    assert (code, stdout) == (1, "")
    assert f"{machine.commands}/go is {version}, older than 1.26.6" in stderr


def test_build_is_kept(machine: Machine, builder: dict[str, str]) -> None:
    """The second call uses what the first built, and needs no Go for it."""
    code, folder, stderr = machine.run(**builder)
    (machine.commands / "go").unlink()

    assert (code, machine.run()) == (0, (0, folder, ""))
    assert f"Building Pulumi {BUILT_VERSION} from Go modules" in stderr
    assert sorted(path.name for path in pathlib.Path(folder).iterdir()) == [
        ".complete",
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]


def test_a_build_shows_how_far_it_is(machine: Machine, builder: dict[str, str]) -> None:
    """For each program: how many of its packages are built, and for how long already."""
    _, _, stderr = machine.run(**builder)
    for name in ("pulumi", "pulumi-language-python"):
        assert re.search(rf"\npulumi-engine: {name}: 2 of 3 packages after \d+ s\.\n", stderr)
    assert "about 3-8 minutes" in stderr
    assert "go: downloading" not in stderr


def test_what_go_says_of_a_build_that_fails_is_shown(
    machine: Machine, builder: dict[str, str]
) -> None:
    """Among the names of packages, which are only counted."""
    machine.put(
        "go",
        GO.replace("    while [ -e", "    echo 'a.go:1: it broke' >&2; exit 1\n    while [ -e"),
    )
    code, stdout, stderr = machine.run(**builder)
    assert (code, stdout) == (1, "")
    assert "a.go:1: it broke" in stderr


def test_two_calls_at_once_build_once(
    machine: Machine, builder: dict[str, str], tmp_path: pathlib.Path
) -> None:
    """The later call waits for the earlier one and takes its build."""
    hold = tmp_path / "hold"
    hold.touch()
    first = machine.start(**builder, HOLD=str(hold))
    assert first.stderr is not None
    assert "Building" in first.stderr.readline()
    second = machine.start(**builder)
    assert second.stderr is not None
    try:
        assert "Waiting for another call" in second.stderr.readline()
    finally:
        hold.unlink()

    assert first.communicate()[0] == second.communicate()[0]
    assert (first.returncode, second.returncode) == (0, 0)
    assert pathlib.Path(builder["BUILDS"]).read_text() == "pulumi\npulumi-language-python\n"


def test_failed_build_leaves_only_the_lock(machine: Machine) -> None:
    """A build that fails halfway is not mistaken for a finished one by the next call."""
    machine.put("go", '[ "$1" = env ] && echo go1.26.8')

    for _ in range(2):
        code, stdout, stderr = machine.run()
        assert (code, stdout) == (1, "")
        assert "Building" in stderr

    assert [name for name in machine.kept() if not name.endswith(".lock")] == []


# Stands in for Pulumi's installer script: what it installs reports the version asked for.
CURL = r"""
while [ "$1" != --output ]; do shift; done
cat > "$2" <<'INSTALLER'
mkdir -p "$5/bin"
printf '#!/bin/sh\necho v%s\n' "$3" > "$5/bin/pulumi"
touch "$5/bin/pulumi-language-python"
chmod 755 "$5/bin/"*
INSTALLER
"""


def test_installer_is_used_outside_ci(machine: Machine) -> None:
    """Where Pulumi's own installer can be reached, nothing needs to be built."""
    machine.put("curl", CURL)

    code, folder, stderr = machine.run(CI="")

    assert code == 0
    assert (pathlib.Path(folder) / "pulumi").exists()
    assert f"Downloading Pulumi {BUILT_VERSION}" in stderr


def test_installer_is_not_used_in_ci(machine: Machine) -> None:
    """CI runs no script from the network: our go.sum pins what it runs."""
    machine.put("curl", CURL)

    code, _, stderr = machine.run(CI="true")

    assert code == 1
    assert "Downloading" not in stderr


def test_unreachable_installer_leads_to_a_build(machine: Machine, builder: dict[str, str]) -> None:
    """Without a way to the installer the engine is built."""
    machine.put("curl", "exit 7")

    code, folder, stderr = machine.run(**builder, CI="")

    assert (code, pathlib.Path(folder, "pulumi").exists()) == (0, True)
    assert "Building" in stderr
