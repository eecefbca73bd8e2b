"""Test each line of the doctor in a world in which exactly that is wrong."""

from __future__ import annotations

import json
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import trustme

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.doctor import Diagnosis, Machine
from tests.support.marketo.sockets import (
    Listener,
    Tunnel,
    expired,
    listening,
    not_yet_valid,
    presenting,
    request_of,
)
from tests.support.marketo.stand import IDENTITY, Stand, answer, served
from tests.support.operator_command import connected_to

NETWORK = ["connection", "TLS", "clock"]
AT_MARKETO = [
    "credentials",
    "pace",
    "IP allowlist",
    "calls left today",
    "own user",
    "permissions",
    "roles",
    "workspaces",
]
ALL = [
    *("settings", "address", "proxy", "DNS", *NETWORK, *AT_MARKETO),
    *("pulumi", "plug-ins", "Python", "packages"),
]
SECRET = "s3cr3t-of-the-service"
NOT_FOUND = b"HTTP/1.1 404 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
Talk = Callable[[socket.socket, Listener], None]
OF_NOBODY = {"MARKETO_CLIENT_ID": "id", "MARKETO_CLIENT_SECRET": SECRET}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine on which everything is as it should be."""
    return Machine(tmp_path, monkeypatch)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo in which everything is as it should be."""
    with Simulator() as simulator:
        yield simulator


def test_the_page_has_a_row_for_every_line() -> None:
    """In the same order."""
    page = (Path(__file__).parents[3] / "docs/operating.md").read_text("utf-8")
    table = page.partition("| line | fails if |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([^|-]\S*[^|]*?) \|", table, re.MULTILINE) == ALL


def answering(answered: bytes, context: ssl.SSLContext | None = None) -> Talk:
    """Return a server that answers every request the same, by TLS if there is a context."""

    def talk(connection: socket.socket, _: Listener) -> None:
        secure = context.wrap_socket(connection, server_side=True) if context else connection
        with secure:
            request_of(secure)
            secure.sendall(answered)

    return talk


def at(base_url: str) -> dict[str, str]:
    """Return the environment that leads to an address, with credentials that nobody has."""
    return {"MARKETO_BASE_URL": base_url, **OF_NOBODY}


def only(diagnosis: Diagnosis, name: str, *, skipped: list[str]) -> tuple[str, str]:
    """Expect that one line fails and what depends on it is skipped; return what it says."""
    assert (diagnosis.failed, diagnosis.skipped, diagnosis.code) == ([name], skipped, 1)
    assert SECRET not in diagnosis.printed
    for other in skipped:
        assert diagnosis.rows[other].text == f"not checked, because {name} has failed"
    return diagnosis.rows[name].text, diagnosis.rows[name].remedy


def test_where_all_is_well_every_line_says_so(machine: Machine, marketo: Simulator) -> None:
    """In the order in which things can fail; the simulator's address gets a note."""
    diagnosis = machine.doctor(connected_to(marketo))
    assert list(diagnosis.rows) == ALL
    assert (diagnosis.code, diagnosis.failed, diagnosis.skipped) == (0, [], [])
    assert [name for name, row in diagnosis.rows.items() if row.state == "note"] == ["address"]
    assert diagnosis.rows["own user"].text == "operator@example.com, whose access has no end"
    assert diagnosis.rows["workspaces"].text == "2: Default, Europe"
    assert "Warehouse API" in diagnosis.rows["roles"].text
    assert marketo.client_secret not in diagnosis.printed


def test_it_says_where_each_setting_came_from(machine: Machine, marketo: Simulator) -> None:
    """The environment, or the stack with its file; never the value of a secret."""
    values = {
        "marketo:clientId": {"value": marketo.client_id, "secret": False},
        "marketo:clientSecret": {"value": marketo.client_secret, "secret": False},
        "marketo:quotaStor": {"value": "memory://", "secret": False},
        "marketo:expiryNotice": {"value": "60", "secret": True},
    }
    machine.install("pulumi", f"[ $1 = version ] && echo v3.300.0 || echo '{json.dumps(values)}'")
    (machine.project / "Pulumi.prod.yaml").write_text("config:\n  marketo:clientId: x\n")
    outside = {"MARKETO_BASE_URL": marketo.base_url, "MARKETO_CLIENTID": "unread"}
    diagnosis = machine.doctor(outside, "--stack", "organization/project/prod")
    plain, unknown, address, client_id, secret, notice = diagnosis.rows["settings"].details
    assert "`pulumi config set --secret marketo:clientSecret --stack" in plain
    assert unknown.endswith("marketo:quotaStor (did you mean marketo:quotaStore?)")
    assert address == f"baseUrl {marketo.base_url} from the environment (MARKETO_BASE_URL)"
    assert client_id == "clientId simulator from Pulumi.prod.yaml (marketo:clientId)"
    assert secret == (
        "clientSecret from the configuration of the stack organization/project/prod "
        "(marketo:clientSecret)"
    )
    assert notice.startswith("expiryNotice from "), "what the stack keeps secret is not shown"
    assert diagnosis.code == 0
    assert marketo.client_secret not in diagnosis.printed


def test_incomplete_settings(machine: Machine) -> None:
    """What is missing is named; the machine is still checked."""
    text, _ = only(
        machine.doctor({"MARKETO_MUNCHKIN_ID": "123-ABC-456"}), "settings", skipped=ALL[1:-4]
    )
    assert text.endswith("MARKETO_CLIENT_ID, MARKETO_CLIENT_SECRET")


def test_the_address_of_the_pages(machine: Machine) -> None:
    """It is what a browser shows, and no API answers there."""
    diagnosis = machine.doctor(at("https://app-ab12.marketo.com"))
    text, remedy = only(diagnosis, "address", skipped=ALL[2:-4])
    assert text.startswith("https://app-ab12.marketo.com is where people log in")
    assert remedy.startswith("Set the address that Admin > Web Services > REST API shows")


def test_a_host_that_does_not_exist(machine: Machine) -> None:
    """Its name has no address."""
    diagnosis = machine.doctor(at("https://no-such-instance.invalid"))
    text, remedy = only(diagnosis, "DNS", skipped=[*NETWORK, *AT_MARKETO])
    assert "no-such-instance.invalid" in text
    assert remedy.startswith("Check the Munchkin id or the base URL")


def test_a_host_that_is_not_marketos(machine: Machine) -> None:
    """It answers, but not as Marketo does."""
    stand = Stand()
    stand.answers[IDENTITY] = [answer(404, {})]
    with served(stand) as base_url:
        text, remedy = only(machine.doctor(at(base_url)), "credentials", skipped=AT_MARKETO[1:])
    assert text.startswith("This server does not know Marketo's addresses")
    assert remedy.startswith("Check the base URL against Admin > Web Services > REST API")


def test_a_host_that_refuses_connections(machine: Machine) -> None:
    """Nothing listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        base_url = f"http://127.0.0.1:{server.getsockname()[1]}"
    text, remedy = only(
        machine.doctor(at(base_url)), "connection", skipped=[*NETWORK[1:], *AT_MARKETO]
    )
    assert "refused the connection" in text
    assert remedy.startswith("Ask whoever runs this network whether a firewall")


def test_a_dead_host_is_given_up_soon(machine: Machine) -> None:
    """It accepts the connection and never answers: a call would wait for a minute, twice."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        diagnosis = machine.doctor(at(f"http://127.0.0.1:{server.getsockname()[1]}"))
    text, remedy = only(diagnosis, "connection", skipped=[*NETWORK[1:], *AT_MARKETO])
    assert "timed out after 3 s" in text
    assert "Check the Munchkin id or the base URL" in remedy


@pytest.mark.long
def test_a_host_that_answers_byte_by_byte_is_given_up_too(machine: Machine) -> None:
    """Each byte comes in time, and the answer never ends."""

    def drip(connection: socket.socket, _: Listener) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _moment in range(40):
            connection.sendall(b"x")
            time.sleep(0.2)

    with listening(drip) as server:
        diagnosis = machine.doctor(at(f"http://127.0.0.1:{server.port}"))
    text, _ = only(diagnosis, "connection", skipped=[*NETWORK[1:], *AT_MARKETO])
    assert text == f"127.0.0.1:{server.port} did not answer within 6 s."


def refusing(connection: socket.socket, _: Listener) -> None:
    """Refuse every connection, as a proxy with rules does."""
    request_of(connection)
    connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("talk", "credentials", "said", "advised"),
    [
        (refusing, "", "answered with HTTP 403", "name 123-abc-456.mktorest.com in NO_PROXY"),
        (Tunnel(0, "u:p").http, "", "asks for a user name and a password", "http://user:password@"),
        (
            Tunnel(0, "u:p").http,
            f"u:{SECRET}@",
            "does not accept this user name and password",
            "http://user:password@",
        ),
    ],
)
def test_a_proxy_that_does_not_let_calls_through(
    talk: Talk,
    credentials: str,
    said: str,
    advised: str,
    machine: Machine,
) -> None:
    """The diagnosis names it and its variable, without its password."""
    environment = {"MARKETO_MUNCHKIN_ID": "123-ABC-456", **OF_NOBODY}
    with listening(talk) as proxy:
        address = f"http://{credentials}127.0.0.1:{proxy.port}"
        diagnosis = machine.doctor(environment | {"HTTPS_PROXY": address})
    text, remedy = only(diagnosis, "proxy", skipped=["DNS", *NETWORK, *AT_MARKETO])
    assert f"127.0.0.1:{proxy.port} (HTTPS_PROXY) {said}" in text
    assert advised in remedy


def test_a_proxy_that_cannot_be_used_as_it_is_written(machine: Machine) -> None:
    """The diagnosis names the variable, never its value."""
    diagnosis = machine.doctor(at("https://m.example") | {"HTTPS_PROXY": f"http://u:{SECRET}@"})
    text, _ = only(diagnosis, "proxy", skipped=["DNS", *NETWORK, *AT_MARKETO])
    assert text.startswith("HTTPS_PROXY does not hold the address of a proxy")


def test_through_a_proxy_that_works_the_rest_is_checked(machine: Machine, tmp_path: Path) -> None:
    """The proxy looks the name up; the certificate behind it is Marketo's."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(file := tmp_path / "own.pem")
    certificate = presenting(authority.issue_cert("m.invalid"))
    with (
        listening(answering(NOT_FOUND, certificate)) as server,
        listening(Tunnel(server.port).http) as proxy,
    ):
        environment = {"HTTPS_PROXY": f"127.0.0.1:{proxy.port}", "SSL_CERT_FILE": str(file)}
        diagnosis = machine.doctor(at("https://m.invalid") | environment)
    assert diagnosis.rows["proxy"].text == f"calls go through 127.0.0.1:{proxy.port} (HTTPS_PROXY)"
    assert diagnosis.rows["DNS"].text == "the proxy looks m.invalid up"
    assert diagnosis.rows["TLS"].text == f"the certificate is accepted by SSL_CERT_FILE={file}"
    assert diagnosis.failed == ["credentials"]  # that server has nothing


def test_a_private_authority(machine: Machine, tmp_path: Path) -> None:
    """A network that inspects TLS has one: the line fails until a file with it is named."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(file := tmp_path / "own.pem")
    certificate = presenting(authority.issue_cert("localhost"))
    with listening(answering(NOT_FOUND, certificate)) as server:
        base_url = f"https://localhost:{server.port}"
        unknown = machine.doctor(at(base_url))
        known = machine.doctor(at(base_url) | {"SSL_CERT_FILE": str(file)})
        nothing = machine.doctor(at(base_url) | {"SSL_CERT_FILE": "/nowhere.pem"})
    text, remedy = only(unknown, "TLS", skipped=["clock", *AT_MARKETO])
    assert "it comes from an authority that is not trusted here" in text
    assert remedy.endswith("name a file with it in SSL_CERT_FILE.")
    assert known.rows["TLS"].state == "ok"
    assert nothing.rows["connection"].text.startswith("SSL_CERT_FILE is '/nowhere.pem'")


@pytest.mark.parametrize("wrong", [expired, not_yet_valid])
def test_a_certificate_of_another_time(
    wrong: Callable[[trustme.CA], trustme.LeafCert], machine: Machine, tmp_path: Path
) -> None:
    """The clock of this machine may be wrong, which would make every certificate invalid."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(file := tmp_path / "own.pem")
    with listening(answering(NOT_FOUND, presenting(wrong(authority)))) as server:
        environment = at(f"https://localhost:{server.port}") | {"SSL_CERT_FILE": str(file)}
        _, remedy = only(machine.doctor(environment), "TLS", skipped=["clock", *AT_MARKETO])
    assert remedy.startswith("Check the clock of this machine.")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(-7300, "2 hours fast"), (700, "12 minutes slow"), (2 * 86400, "2 days slow")],
)
def test_a_clock_that_is_off(ahead: float, said: str, machine: Machine) -> None:
    """Compared with the time that the server names; the rest is still checked."""
    date = formatdate(time.time() + ahead, usegmt=True)
    refusal = f"HTTP/1.1 401 No\r\nDate: {date}\r\nContent-Length: 2\r\n\r\n{{}}"
    with listening(answering(refusal.encode())) as server:
        diagnosis = machine.doctor(at(f"http://127.0.0.1:{server.port}"))
    assert diagnosis.rows["clock"].text == f"The clock of this machine is {said}."
    assert diagnosis.rows["clock"].remedy.startswith("Set it by the network's time (`timedatectl")
    assert diagnosis.failed == ["clock", "credentials"]


def test_a_server_that_names_no_time(machine: Machine) -> None:
    """Nothing can be said about the clock, and that is not a failure."""
    with listening(answering(NOT_FOUND)) as server:
        diagnosis = machine.doctor(at(f"http://127.0.0.1:{server.port}"))
    assert diagnosis.rows["clock"].state == "note"


def test_a_wrong_secret(machine: Machine, marketo: Simulator) -> None:
    """The diagnosis says where the secret came from, and does not contain it."""
    environment = connected_to(marketo) | {"MARKETO_CLIENT_SECRET": SECRET}
    text, remedy = only(machine.doctor(environment), "credentials", skipped=AT_MARKETO[1:])
    assert text.startswith("Marketo does not know this client id and secret")
    assert "the client secret from the environment (MARKETO_CLIENT_SECRET)" in remedy
    assert "Admin > LaunchPoint > View Details" in remedy


def test_an_own_user_that_is_locked(machine: Machine, marketo: Simulator) -> None:
    """Its credentials may be right: they are refused for its lock, or their token is."""
    marketo.app.faults.add(Fault("code", "rest/v1/stats/usage.json", code=601, times=None))
    diagnosis = machine.doctor(connected_to(marketo))
    text, remedy = only(diagnosis, "credentials", skipped=AT_MARKETO[1:])
    assert text.startswith("Marketo does not take the access token, nor a new one")
    assert "look in Admin > Users & Roles > Users whether operator@example.com is locked" in remedy
    own_user(marketo).locked = True
    diagnosis = machine.doctor(connected_to(marketo))
    text, remedy = only(diagnosis, "credentials", skipped=AT_MARKETO[1:])
    assert "User account is locked" in text
    assert "whether the API-only user of that custom service is locked" in remedy


def test_a_quota_store_that_is_not_there(machine: Machine, marketo: Simulator) -> None:
    """Without it no call is made; its password is not shown."""
    store = {"MARKETO_QUOTA_STORE": f"redis://:{SECRET}@127.0.0.1:1"}
    text, remedy = only(
        machine.doctor(connected_to(marketo) | store), "pace", skipped=AT_MARKETO[2:]
    )
    assert text.startswith("The quotaStore that machines share cannot be used")
    assert "marketo-resources[redis]" in remedy


def test_an_address_that_is_not_on_the_allowlist(machine: Machine, marketo: Simulator) -> None:
    """The call that needs no permission is refused."""
    marketo.subscription.allowlist_blocks = True
    diagnosis = machine.doctor(connected_to(marketo))
    text, remedy = only(diagnosis, "IP allowlist", skipped=AT_MARKETO[3:])
    assert "code 603" in text
    assert "Admin > Web Services > IP Restrictions" in remedy


def test_calls_that_are_used_up(machine: Machine) -> None:
    """The diagnosis says when they start anew."""
    with Simulator(limits=True, calls_a_day=0) as marketo:
        diagnosis = machine.doctor(connected_to(marketo))
    text, remedy = only(diagnosis, "calls left today", skipped=AT_MARKETO[4:])
    assert text.startswith("The instance's calls of the day are used up")
    assert "midnight US Central Time" in remedy


@pytest.mark.parametrize("missing", ["Access Users", "Access User Management Api"])
def test_a_permission_that_is_missing(missing: str, machine: Machine, marketo: Simulator) -> None:
    """Marketo does not say which of the two it is; the allowlist is excluded as the reason."""
    role = marketo.subscription.role_named("API User Management")
    assert role is not None
    role.permissions.remove(missing)
    diagnosis = machine.doctor(connected_to(marketo))
    text, remedy = only(diagnosis, "permissions", skipped=["roles", "workspaces"])
    assert 'does not have both "Access User Management Api" and "Access Users"' in text
    assert "operator@example.com" in text
    assert "Admin > Users & Roles > Roles" in remedy
    assert "IP Restrictions" not in remedy
    assert diagnosis.rows["own user"].state == "ok"


def own_user(marketo: Simulator) -> Any:
    """Return the user that acts."""
    user = marketo.subscription.user_of_email("operator@example.com")
    assert user is not None
    return user


@pytest.mark.parametrize("identity", ["marketo", "adobe"])
def test_an_own_user_whose_access_ends_soon(identity: Any, machine: Machine) -> None:
    """It is found whichever form its userid has."""
    with Simulator(identity=identity) as marketo:
        own_user(marketo).expires_at = time.time() + 20 * 86400
        diagnosis = machine.doctor(connected_to(marketo))
    row = diagnosis.rows["own user"]
    assert (diagnosis.code, row.state) == (0, "note")
    assert "which is soon" in row.text
    assert row.remedy.startswith("An administrator can extend it")


def test_an_own_user_that_is_a_persons(machine: Machine, marketo: Simulator) -> None:
    """Access through it ends with the person's account."""
    own_user(marketo).api_only = False
    row = machine.doctor(connected_to(marketo)).rows["own user"]
    assert row.state == "note"
    assert row.remedy.startswith("Make an API-only user for the stacks alone")


def test_calls_that_are_nearly_used_up(machine: Machine, marketo: Simulator) -> None:
    """Against the limit that most subscriptions have; no call returns this one's."""
    machine.doctor(connected_to(marketo))
    ((day, counts),) = marketo.subscription.usage.items()
    marketo.subscription.usage[day] = {**counts, "someone@example.com": 45_000}
    row = machine.doctor(connected_to(marketo)).rows["calls left today"]
    assert row.state == "note"
    assert "which may be nearly all (50,000 a day are usual" in row.text


def test_a_subscription_without_roles_of_its_own(machine: Machine, marketo: Simulator) -> None:
    """There is nothing to grant yet; the operator has Marketo's own role Admin."""
    for role in marketo.subscription.roles.values():
        role.type = "system"
    row = machine.doctor(connected_to(marketo)).rows["roles"]
    assert (row.state, row.text) == ("note", "none but Marketo's own")


def test_no_pulumi(machine: Machine, marketo: Simulator) -> None:
    """A connection from the environment needs none; a stack cannot be read without it."""
    machine.remove("pulumi")
    text, _ = only(machine.doctor(connected_to(marketo)), "pulumi", skipped=["plug-ins"])
    assert text.startswith("There is no `pulumi` on PATH. Install it (https://www.pulumi.com/")
    diagnosis = machine.doctor({}, "--stack", "prod")
    assert diagnosis.failed == ["settings", "pulumi"]
    assert diagnosis.rows["settings"].remedy == "", "the text says what to install"


def test_a_stack_that_cannot_be_read(machine: Machine) -> None:
    """The diagnosis quotes Pulumi, and says what is usually missing."""
    machine.install(
        "pulumi", "[ $1 = version ] && echo v3.300.0 || { echo 'error: passphrase' >&2; exit 1; }"
    )
    text, remedy = only(machine.doctor({}, "--stack", "prod"), "settings", skipped=ALL[1:-4])
    assert text == ("`pulumi config --show-secrets --json --stack prod` failed: error: passphrase")
    assert "`pulumi login`" in remedy
    assert "PULUMI_CONFIG_PASSPHRASE" in remedy


def test_an_old_pulumi(machine: Machine, marketo: Simulator) -> None:
    """The oldest that is accepted is the one in the package's requirements."""
    machine.install("pulumi", "echo v3.99.0")
    text, remedy = only(machine.doctor(connected_to(marketo)), "pulumi", skipped=["plug-ins"])
    assert text == "pulumi v3.99.0 is older than 3.235, the oldest that is accepted."
    assert remedy.startswith("Install a newer one")


def test_a_pulumi_that_cannot_run(machine: Machine, marketo: Simulator) -> None:
    """For example one for another processor."""
    machine.install("pulumi", "echo cannot execute >&2; exit 126")
    text, remedy = only(machine.doctor(connected_to(marketo)), "pulumi", skipped=["plug-ins"])
    assert text.endswith("failed: cannot execute")
    assert remedy.startswith("Run it yourself")


def test_a_plugin_that_is_missing(machine: Machine, marketo: Simulator) -> None:
    """Some packages of Pulumi leave it out."""
    machine.remove("pulumi-resource-pulumi-python")
    text, remedy = only(machine.doctor(connected_to(marketo)), "plug-ins", skipped=[])
    assert text.startswith("pulumi-resource-pulumi-python cannot be found on PATH, nor next to")
    assert remedy.startswith("They come with Pulumi's own download")


def test_an_old_python(machine: Machine, marketo: Simulator) -> None:
    """It is the Python that would run the stack's program, not the one that runs this command."""
    machine.install("python3", "echo '[[3, 9, 18], \"/usr/bin/python3\", {}]'")
    text, remedy = only(machine.doctor(connected_to(marketo)), "Python", skipped=["packages"])
    assert text == (
        f"{machine.programs / 'python3'} (the first on PATH) is Python 3.9.18, older than 3.11, "
        "the oldest that is accepted."
    )
    assert remedy.startswith("Install Python 3.11 or newer, make a virtual environment")


@pytest.mark.parametrize(
    ("runtime", "named"),
    [
        ("options:\n    virtualenv: venv", "venv/bin/python (virtualenv in Pulumi.yaml)"),
        ("options: {toolchain: uv}", ".venv/bin/python (toolchain uv in Pulumi.yaml)"),
        ("options: {toolchain: poetry}", ".venv/bin/python (toolchain poetry in Pulumi.yaml)"),
    ],
)
def test_a_python_that_is_not_there(
    runtime: str, named: str, machine: Machine, marketo: Simulator
) -> None:
    """It is the Python that the project names, in the folder of its program."""
    project = f"name: p\nruntime:\n  name: python\n  {runtime}\nmain: src # here\n"
    (machine.project / "Pulumi.yaml").write_text(project)
    (machine.project / "src").mkdir()
    text, _ = only(machine.doctor(connected_to(marketo)), "Python", skipped=["packages"])
    assert text == f"{machine.project / 'src' / named} cannot be run: No such file or directory."


def test_the_python_that_the_environment_names(machine: Machine, marketo: Simulator) -> None:
    """Pulumi uses it if the project names none."""
    named = {"PULUMI_PYTHON_CMD": sys.executable}
    row = machine.doctor(connected_to(marketo) | named).rows["Python"]
    assert row.text.endswith(f"{sys.executable} (PULUMI_PYTHON_CMD)")


def test_a_python_without_the_package(machine: Machine, marketo: Simulator) -> None:
    """The command to run is written out for that very Python."""
    machine.install("python3", f'exec "{sys.executable}" -I -S "$@"')
    text, remedy = only(machine.doctor(connected_to(marketo)), "packages", skipped=[])
    assert text.endswith("has no package marketo-resources and no pulumi.")
    assert '-m pip install "marketo-resources==' in remedy


@pytest.mark.parametrize(
    ("packages", "state"),
    [
        ('{"marketo-resources": "0.0.1", "pulumi": "3.240.0"}', "note"),
        ('{"marketo-resources": "0.0.1", "pulumi": "3.100.0"}', "failed"),
    ],
)
def test_packages_of_other_versions(
    packages: str, state: str, machine: Machine, marketo: Simulator
) -> None:
    """Another release of ours gets a note; an SDK that is too old fails."""
    machine.install("python3", f"echo '[[3, 12, 1], \"/usr/bin/python3\", {packages}]'")
    row = machine.doctor(connected_to(marketo)).rows["packages"]
    assert row.state == state
    assert row.remedy.startswith(f"Activate the environment of this command ({sys.prefix}), or")
    assert "`/usr/bin/python3 -m pip install" in row.remedy


def test_a_person_reads_the_same_in_any_width(
    machine: Machine, marketo: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without colour where there is no terminal, without spaces at the ends, and paths whole."""
    environment = connected_to(marketo) | {"MARKETO_CLIENT_SECRET": SECRET}
    texts = []
    for columns in (200, 80, 30):
        monkeypatch.setenv("COLUMNS", str(columns))
        printed = machine.lines(environment)
        assert "\x1b" not in printed
        assert SECRET not in printed
        assert [line for line in printed.splitlines() if line != line.rstrip()] == []
        assert str(machine.programs / "pulumi") in printed
        texts.append(printed.split())
    assert texts[0] == texts[1] == texts[2]
    assert " ".join(texts[0]).endswith("1 line fails, and 7 could not be checked because of that.")
