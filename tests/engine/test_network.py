"""Preview where the way to Marketo is blocked, with every obstacle in one stack."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.marketo.slots import holding_slots

FIVE_USERS = """
for number in range(5):
    marketo.ApiOnlyUser(f"etl-{number}", email_address=f"etl-{number}@example.com",
        first_name="E", last_name="TL",
        roles=[marketo.RoleGrant(role_name="API User Management")])
"""
ANOTHER_PROVIDER = """
sandbox = marketo.Provider("sandbox", base_url="https://no-such-instance.invalid", client_id="i",
                           client_secret="s", quota_store="memory://")
marketo.ApiOnlyRole("there", role_name="Sandbox API",
                    opts=pulumi.ResourceOptions(provider=sandbox))
"""
HOST = "no-such-instance.invalid"
RESOLVING = rf"Marketo could not be reached: could not resolve the name of {HOST} \([^()]+\)"


def test_what_lies_between_here_and_marketo_is_named(stack: Stack, marketo: Simulator) -> None:
    """The host, a proxy, certificates, other processes; five resources that wait say it once."""
    stack.program(FIVE_USERS)
    printed = previewed(stack)
    waiting = rf"{RESOLVING}; waiting 4 s before sending the call to {HOST} again\."
    assert len(re.findall(waiting, printed)) == 1
    assert 'Provider "' not in printed
    assert re.search(
        rf"has a problem: {RESOLVING} \(POST /identity/oauth/token\)\. Tried 4 times\. Check the "
        r"network from here\. Check the base URL against Admin > Web Services > REST API \(without "
        r"/rest\)\. Nothing of this resource was changed\.",
        printed,
    )
    printed = previewed(stack, HTTPS_PROXY="me:correct-horse@proxy.example:port")
    assert (
        "has a problem: HTTPS_PROXY does not hold the address of a proxy: write it as "
        "http://proxy.example:3128 or http://user:password@proxy.example:3128, with special "
        "characters of the password percent-encoded\n"
    ) in printed
    assert "correct-horse" not in printed
    assert (
        "has a problem: SSL_CERT_FILE is '/nowhere.pem', and the certificates there cannot be "
        "used: No such file or directory. Correct it, or unset it to trust the authorities that "
        "this system trusts\n"
    ) in previewed(stack, SSL_CERT_FILE="/nowhere.pem")
    stack.program(ANOTHER_PROVIDER)
    assert len(re.findall(rf'Provider "sandbox": {waiting}', previewed(stack))) == 1
    stack.program(FIVE_USERS)
    assert_other_processes_are_named(stack, marketo.base_url.removeprefix("http://"))


def previewed(stack: Stack, **environment: str) -> str:
    """Preview against a Marketo that is not there; return the output."""
    elsewhere = {"MARKETO_BASE_URL": f"https://{HOST}", "MARKETO_CALLS_PER_20_SECONDS": "50"}
    stack.environment = elsewhere | environment
    printed = stack.preview(fails=True)
    assert "Traceback" not in printed
    return printed


def assert_other_processes_are_named(stack: Stack, host: str) -> None:
    """Check the notices about a stopped process with all slots, a damaged file and a bad folder."""
    stack.run("config", "rm", "marketo:quotaStore")
    cache = stack.folder / "cache"
    folder = cache / "marketo_resources" / host.replace(":", "_")
    folder.mkdir(parents=True)
    (folder / "calls.sqlite").write_bytes(b"damaged" * 1000)
    stack.environment = {"XDG_CACHE_HOME": str(cache)}
    printed = previewed_until_the_slots_are_free(stack, folder)
    assert re.search(
        rf"Other processes of this machine make the 10 calls at once to {host} that "
        r"concurrentCalls allows; waiting up to 8\d s for one to end\.",
        printed,
    )
    assert printed.count(f"{folder}/calls.sqlite was damaged (file is not a database)") == 1
    stack.environment = {"XDG_CACHE_HOME": "cache"}
    assert stack.preview().count("XDG_CACHE_HOME is 'cache', which is not an absolute path") == 1
    assert not (stack.folder / "project" / "cache").exists()


def previewed_until_the_slots_are_free(stack: Stack, folder: Path) -> str:
    """Preview while a stopped process holds all slots; end that process once a notice names it."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with holding_slots(folder, 10) as other, stack.start("preview", "--diff", **pipes) as preview:
        assert preview.stdout
        lines = []
        for line in preview.stdout:
            lines.append(line)
            if "waiting up to" in line:
                other.kill()
    assert preview.returncode == 0, lines
    return "".join(lines)
