"""Print notices as UTF-8 on any standard output; one that cannot be printed changes nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from marketo_resources.core import notices
from marketo_resources.marketo import MarketoClient
from tests.support.marketo.stand import USERS, Stand, Waits, answer, served, settings_for
from tests.support.pages.begins_of_notices import begins

NOTICE = "first_name 'R' → 'Zoë', role 倉庫"


class Broken(io.StringIO):
    """A stream that fails in an unusual way whenever it is used."""

    def write(self, _: str) -> int:
        """Fail."""
        raise RuntimeError("broken")

    flush = write  # type: ignore[assignment]


def closed() -> io.StringIO:
    """Return a stream that somebody closed."""
    stream = io.StringIO()
    stream.close()
    return stream


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii", "utf-16", "cp932:strict"])
def test_a_notice_is_written_as_utf_8(encoding: str) -> None:
    """The engine reads UTF-8, whatever Python takes the pipe's encoding to be."""
    program = (
        "from marketo_resources.core import notices\n"
        f"notices.say('ApiOnlyUser \"倉庫\"', {NOTICE!r} + ' \\ud800')\n"
    )
    printed = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert printed.stdout.decode() == f'ApiOnlyUser "倉庫": {NOTICE} \N{REPLACEMENT CHARACTER}\n'


def test_what_a_stream_without_bytes_cannot_encode_is_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program or a notebook may replace standard output with another stream."""

    class Ascii(io.StringIO):
        encoding = "ascii"

    stream = Ascii()
    monkeypatch.setattr("sys.stdout", stream)
    notices.say("", NOTICE)
    assert stream.getvalue() == "first_name 'R' \\u2192 'Zo\\xeb', role \\u5009\\u5eab\n"


@pytest.mark.parametrize("stream", [None, closed(), Broken()], ids=["none", "closed", "broken"])
def test_a_notice_that_cannot_be_printed_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    """Marketo has already done what it reports."""
    monkeypatch.setattr("sys.stdout", stream)
    notices.say("ApiOnlyUser", NOTICE)
    notices.say_once("ApiOnlyUser", "said to nobody")


def test_a_pipe_that_nobody_reads_changes_nothing() -> None:
    """For example if the command that read it has ended."""
    program = (
        "import sys\n"
        "from marketo_resources.core import notices\n"
        "sys.stdin.read()\n"
        "notices.say('', 'one')\n"
        "notices.say('', 'two')\n"
        "sys.stderr.write('went on')\n"
        "sys.stderr.flush()\n"
        "import os; os._exit(0)\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.close()
        process.stdout = None
        _, said = process.communicate()
    assert (process.returncode, said) == (0, b"went on")


def test_an_announcement_that_fails_does_not_fail_the_call() -> None:
    """The client accepts any function for its lines, and a logger may have any handler."""

    def fails(_: str) -> None:
        raise OSError("nobody reads this")

    stand, waits = Stand(), Waits()
    path = f"{USERS}/roles.json"
    stand.answers[path] = [answer(503, {}), answer(200, [])]
    with (
        served(stand) as base_url,
        MarketoClient(settings_for(base_url), clock=waits.clock, announce=fails) as client,
    ):
        assert client.get_roles() == []
    assert (len(stand.to(path)), waits.slept) == (2, [5.0])


@pytest.mark.parametrize(
    ("sentence", "inside"),
    [
        ("The connection broke", "the connection broke"),
        ("A required value is missing", "a required value is missing"),
        ("Marketo failed inside", "Marketo failed inside"),
        ("Marketo's gateway timed out", "Marketo's gateway timed out"),
        ("SSL_CERT_FILE is wrong", "SSL_CERT_FILE is wrong"),
        ("", ""),
    ],
)
def test_a_sentence_after_a_colon_begins_small_unless_a_name_begins_it(
    sentence: str, inside: str
) -> None:
    """So that all notices read alike, whoever said the sentence first."""
    assert notices.after_colon(sentence) == inside


def test_notices_begin_small() -> None:
    """They follow the name of their resource and a colon; names keep their capital."""
    found = list(begins())
    assert len(found) > 30
    assert [one for one in found if notices.after_colon(one[1]) != one[1]] == []
