"""Write the files of a review: page, CSV and JSON hold the same, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest

from marketo_resources.cli.files import check_can_be_written, write_all
from marketo_resources.cli.review.page import as_page
from marketo_resources.cli.review.report import report_of
from marketo_resources.cli.review.rules import Acceptance
from marketo_resources.cli.review.spreadsheet import as_csv
from marketo_simulator import Simulator
from tests.support.access_review import ReviewedSubscription, review

HOSTILE = "</script><img src=x onerror=alert(1)>\"'`{{77*101}}"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]  # noqa: RUF001 - a spreadsheet takes it too


@pytest.fixture
def subscription() -> Iterator[ReviewedSubscription]:
    """Return a subscription whose only user is the operator."""
    with Simulator() as marketo:
        yield ReviewedSubscription(marketo)


def reported(
    subscription: ReviewedSubscription, folder: Path | None, **options: Any
) -> dict[str, Any]:
    """Return a review in the form from which the files are made."""
    found = review(subscription, folder, **options)
    return report_of(found.reviewed, found.findings)


class Page(HTMLParser):
    """The tags of a page, and its text outside of style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - its interface
        """Read text again after a script."""
        self._silent = False

    def handle_data(self, data: str) -> None:
        """Note text that is shown."""
        self.text += "" if self._silent else data


def test_page_csv_and_json_hold_the_same(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Every user, every finding, what is gone, and callers that are no users."""
    for number in range(30):
        user = subscription.user(f"etl-{number}@example.com", role="Standard User", calls=[number])
        subscription.managed(user)
    subscription.managed(subscription.user("gone@example.com"))
    subscription.marketo.subscription.remove_user(user)
    subscription.call("deleted@example.com", [5])
    report = reported(subscription, tmp_path, accepted=[Acceptance("standard-role", "etl-7@*")])
    assert json.loads(json.dumps(report)) == report

    rows = list(csv.DictReader(io.StringIO(as_csv(report), newline="")))
    users = {row["userid"]: row for row in rows if row["about"] == "user"}
    assert set(users) == {user["userid"] for user in report["users"]}
    for user_ in report["users"]:
        row = users[user_["userid"]]
        assert row["findings"] == "; ".join(user_["findings"])
        assert row["calls_in_all"] == str(user_["calls_in_all"])
    assert users["etl-7@example.com"]["accepted"] == "standard-role"
    [gone] = [row for row in rows if row["about"] == "gone"]
    assert (gone["userid"], gone["findings"]) == ("etl-29@example.com", "gone")
    callers = [row["userid"] for row in rows if row["about"] == "caller"]
    assert callers == ["deleted@example.com", "etl-29@example.com"]
    assert sum(len(row["findings"].split("; ")) for row in rows if row["findings"]) == len(
        report["findings"]
    )

    page = Page(as_page(report))
    for finding in report["findings"]:
        assert finding["subject"] in page.text
        assert finding["detail"] in page.text
    assert {attrs["id"] for tag, attrs in page.tags if tag == "tr" and "id" in attrs} == {
        f"user-{number}" for number in range(1, len(report["users"]) + 1)
    }


def test_the_page_says_for_the_user_behind_the_credentials_what_else_to_do(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Next to the rule's remedy, which would delete it; for no other user, nor if accepted."""
    subscription.user("etl@example.com")
    page = Page(as_page(reported(subscription, tmp_path)))
    [_, *of_own] = page.text.split("What to do about ")
    assert [text.partition(": do not delete")[0] for text in of_own] == [
        "operator@example.com: This is the user behind the credentials in use"
    ] * 2
    assert "--accept unmanaged=operator@example.com" in of_own[0]
    assert "--accept no-expiry=operator@example.com" in of_own[1]
    accepted = [Acceptance("*", "operator@example.com")]
    page = Page(as_page(reported(subscription, tmp_path, accepted=accepted)))
    assert "What to do about " not in page.text


def test_nothing_that_marketo_holds_runs_in_the_page(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Names, reasons and roles are other people's; the policy lets only our own script run."""
    role = subscription.marketo.subscription.add_role(HOSTILE, [])
    user = subscription.user(
        "etl@example.com", first_name=HOSTILE, role=HOSTILE, locked=True, locked_reason=HOSTILE
    )
    subscription.managed(user, name=HOSTILE)
    subscription.service(user, HOSTILE)
    subscription.call(HOSTILE, [3])
    role.type = "system"
    written = as_page(reported(subscription, tmp_path))
    page = Page(written)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert {tag for tag, _ in page.tags} & {"img", "iframe", "object", "link", "base"} == set()
    assert [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a == "style"] == []
    assert "7777" not in page.text
    [policy] = [attrs["content"] for _, attrs in page.tags if "http-equiv" in attrs]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_the_page_links_only_to_itself(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """It needs no network, and every link leads to a place on the page."""
    subscription.user("etl@example.com", role="Admin")
    page = Page(as_page(reported(subscription, tmp_path)))
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = {attrs[name] for _, attrs in page.tags for name in ("href", "src") if name in attrs}
    assert len(links) > 5
    assert {f"#{id_}" for id_ in ids} >= links


def test_a_page_about_nobody_and_nothing_is_whole(subscription: ReviewedSubscription) -> None:
    """Without states, calls, ends or findings."""
    subscription.marketo.subscription.usage.clear()
    [operator] = subscription.marketo.subscription.users
    operator.api_only = False
    report = reported(subscription, None)
    report["days"] = [day | {"total": 0} for day in report["days"]]
    report["users"] = []
    page = Page(as_page(report | {"findings": [], "rules": []}))
    assert "No rule is broken." in page.text
    assert "Nobody made a call." in page.text
    assert "No access ends in the next twelve months." in page.text
    assert "No state of a stack was given" in page.text


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_stays_text_in_a_spreadsheet(
    subscription: ReviewedSubscription, tmp_path: Path, formula: str
) -> None:
    """Wherever Marketo lets people write one."""
    user = subscription.user(
        f"{formula}@example.com", first_name=formula, locked=True, locked_reason=formula
    )
    subscription.managed(user, name=formula)
    subscription.service(user, formula)
    rows = csv.reader(io.StringIO(as_csv(reported(subscription, tmp_path)), newline=""))
    cells = [cell for row in rows for cell in row]
    assert f"'{formula}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "＝"))] == []  # noqa: RUF001 - same


def test_files_are_written_all_or_not_at_all(tmp_path: Path) -> None:
    """If one cannot be written, the others stay as they were, and nothing else is left there."""
    first, second = tmp_path / "first.html", tmp_path / "folder/second.csv"
    first.write_text("old", "utf-8")
    with pytest.raises(FileNotFoundError):
        write_all({first: "new", second: "new"})
    assert first.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [first]
    second.parent.mkdir()
    write_all({first: "näw", second: "a\r\nb"})
    assert first.read_bytes() == "näw".encode()
    assert second.read_bytes() == b"a\r\nb"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["first.html", "folder",
                                                               "second.csv"]  # fmt: skip


def test_what_is_no_file_is_written_into_and_stays_what_it_is(tmp_path: Path) -> None:
    """A pipe or a device, say; a link goes on leading to the file, which is replaced."""
    pipe, link, file = tmp_path / "pipe", tmp_path / "link", tmp_path / "file"
    os.mkfifo(pipe)
    link.symlink_to(file)
    file.write_text("old", "utf-8")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check_can_be_written([pipe, link])
    write_all({pipe: "through", link: "new"})
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert pipe.is_fifo()
    assert link.readlink() == file
    assert file.read_text("utf-8") == "new"
    assert sorted(tmp_path.iterdir()) == [file, link, pipe]


def test_a_link_and_its_file_are_one_place(tmp_path: Path) -> None:
    """The second would replace the first."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with pytest.raises(click.UsageError, match="have the same name"):
        check_can_be_written([tmp_path / "link", tmp_path / "file"])


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    """The folder is named; two outputs cannot be one file."""
    with pytest.raises(click.UsageError, match="there is no folder"):
        check_can_be_written([tmp_path / "gone/review.html"])
    with pytest.raises(click.UsageError, match="have the same name"):
        check_can_be_written([tmp_path / "a", tmp_path / "a"])
    check_can_be_written([tmp_path / "a", tmp_path / "b", Path("-")])
