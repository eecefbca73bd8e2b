"""Write the HTML elements of the admin page, and escape everything that they show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from markupsafe import Markup

NOTHING = Markup()
Row = tuple[object, ...]
"""The contents of the cells of one line."""


def document(title: str, message: str, *content: Markup, around: str = "", is_dialog: bool) -> str:
    """Return a whole page, with the message about the last form.

    Args:
        title: The heading.
        message: What the last form did, or why it was refused; empty for nothing.
        content: What follows the heading.
        around: What stands next to the name of the page, unless it is a dialog.
        is_dialog: Whether the page's script shows this in a dialog.
    """
    status = Markup('<p role="status">{}</p>').format(message) if message else NOTHING
    head = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{} · Simulated Marketo'
        '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/admin/page.css">'
        '<script type="module" src="/admin/page.js"></script></head>'
    ).format(title)
    body = Markup(
        '<body><a class="skip" href="#main">Skip to the content</a><header class="bar">'
        '<a href="/">Simulated Marketo</a>{4}</header><main id="main"{3}><h1>{0}</h1>{1}{2}</main>'
        "</body></html>"
    ).format(
        title, status, joined(content), Markup(' class="dialog"') if is_dialog else NOTHING, around
    )
    return str(head + body)


def joined(parts: Iterable[Markup]) -> Markup:
    """Join parts without anything between them."""
    return NOTHING.join(parts)


def section(title: str, name: str, *content: Markup, tools: Iterable[Markup] = ()) -> Markup:
    """Return a section with a heading, and next to it the tools that act on the whole section."""
    return Markup(
        '<section id="{0}" aria-labelledby="{0}-title"><div class="head">'
        '<h2 id="{0}-title">{1}</h2>{2}</div>{3}</section>'
    ).format(name, title, joined(tools), joined(content))


def table(name: str, head: Iterable[str], rows: Iterable[Row]) -> Markup:
    """Return a table whose first column names the line and whose last holds the line's actions.

    The roles are written out because a narrow window lays the cells out as blocks, after which
    browsers no longer tell a screen reader that they are cells.
    """
    heads = list(head)
    titles = joined(
        Markup('<th scope="col" role="columnheader">{}</th>').format(
            one or Markup('<span class="quiet">Actions</span>')
        )
        for one in heads
    )
    lines = joined(
        Markup('<tr role="row">{}</tr>').format(
            joined(_cell(title, at, cell) for at, (title, cell) in enumerate(zip(heads, row)))  # noqa: B905 - a row may be short
        )
        for row in rows
    )
    return Markup(
        '<table role="table" id="{0}-list" class="{0}" aria-labelledby="{0}-title">'
        '<thead role="rowgroup"><tr role="row">{1}</tr></thead><tbody role="rowgroup">{2}</tbody>'
        "</table>"
    ).format(name, titles, lines)


def _cell(title: str, at: int, content: object) -> Markup:
    if at == 0:
        return Markup('<th scope="row" role="rowheader">{}</th>').format(content)
    if not title:
        return Markup('<td role="cell" class="acts">{}</td>').format(content)
    return Markup('<td role="cell" data-head="{}">{}</td>').format(title, content)


def finder(name: str, words: str) -> Markup:
    """Return a field that filters a table: while one types or, without scripts, when it is sent."""
    return Markup(
        '<form class="find" action="/"><label>Find {0} <input type="search" id="find-{0}" '
        'name="find-{0}" value="{1}" data-list="{0}-list" aria-describedby="shown-{0}"></label> '
        '<button class="plain unless-scripted">Find</button> <output id="shown-{0}"></output>'
        "</form>"
    ).format(name, words)


def found(rows: Iterable[Row], words: str) -> list[Row]:
    """Return the lines of a table that contain every word, in upper or lower case."""
    wanted = words.lower().split()
    return [row for row in rows if all(word in _text(row) for word in wanted)]


def _text(row: Row) -> str:
    return " ".join(Markup("{}").format(cell).striptags() for cell in row).lower()


def link(address: str, label: object, kind: str = "") -> Markup:
    """Return a link to a dialog."""
    return Markup('<a href="{}" data-opens="dialog"{}>{}</a>').format(
        address, Markup(' class="{}"').format(kind) if kind else NOTHING, label
    )


def act_link(address: str, act: str, thing: str) -> Markup:
    """Return a link in a line: people see the act, and a screen reader also reads its object."""
    return link(address, Markup('{}<span class="quiet"> {}</span>').format(act, thing))


def form(address: str, *parts: Markup) -> Markup:
    """Return a form that is sent to an address."""
    return Markup('<form method="post" action="{}">{}</form>').format(address, joined(parts))


def field(
    label: str, name: str, value: str = "", *, required: bool = False, hint: str = ""
) -> Markup:
    """Return a field for one line of text."""
    needed = Markup(" required") if required else NOTHING
    described = Markup(' aria-describedby="hint-{}"').format(name) if hint else NOTHING
    small = Markup('<small id="hint-{}">{}</small>').format(name, hint) if hint else NOTHING
    return Markup(
        '<div class="field"><label>{} <input name="{}" value="{}" autocomplete="off"{}{}></label>{}'
        "</div>"
    ).format(label, name, value, needed, described, small)


def hidden(name: str, value: str) -> Markup:
    """Return a value that a form carries along."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def choice(
    label: str, name: str, options: Iterable[tuple[str, str]], chosen: str | None = None
) -> Markup:
    """Return a list to choose one option from; an option is its value and its label."""
    listed = joined(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else NOTHING, shown
        )
        for value, shown in options
    )
    return Markup(
        '<div class="field"><label>{} <select name="{}" required>{}</select></label></div>'
    ).format(label, name, listed)


def box(label: str, name: str, value: str, *, ticked: bool = False) -> Markup:
    """Return a box to tick."""
    mark = Markup(" checked") if ticked else NOTHING
    return Markup('<label><input type="checkbox" name="{}" value="{}"{}> {}</label>').format(
        name, value, mark, label
    )


def lone_box(label: str, name: str, value: str, *, ticked: bool = False) -> Markup:
    """Return a box that belongs to no group."""
    return Markup('<p class="box">{}</p>').format(box(label, name, value, ticked=ticked))


def group(title: object, parts: Iterable[Markup], *tools: Markup) -> Markup:
    """Return boxes that belong together, in columns."""
    return Markup('<fieldset><legend>{}</legend>{}<div class="boxes">{}</div></fieldset>').format(
        title, joined(tools), joined(parts)
    )


def button(label: str) -> Markup:
    """Return a button that sends its form."""
    return Markup("<button>{}</button>").format(label)


def buttons(label: str, back: str = "") -> Markup:
    """Return the end of a dialog's form: its button, Back to an earlier step, and Cancel.

    The button comes first in the text, so that Enter in a field presses it.
    """
    earlier = Markup('<button class="plain" formnovalidate formaction="{}">Back</button>')
    return Markup('<div class="buttons">{} {} {}</div>').format(
        button(label), earlier.format(back) if back else NOTHING, _away("Cancel")
    )


def close() -> Markup:
    """Return the end of a dialog that only shows something."""
    return Markup('<div class="buttons">{}</div>').format(_away("Close"))


def _away(label: str) -> Markup:
    return Markup('<a class="button plain" href="/" data-closes="dialog">{}</a>').format(label)


def folded(title: str, *content: Markup, is_final: bool = False) -> Markup:
    """Return content that shows when its title is clicked; mark it if it cannot be undone."""
    kind = "more danger" if is_final else "more"
    return Markup('<details class="{}"><summary>{}…</summary>{}</details>').format(
        kind, title, joined(content)
    )


def copied(value: str, what: str) -> Markup:
    """Return a value with a button that copies it."""
    return Markup(
        '<span class="value"><code>{0}</code> <button type="button" class="copy when-scripted" '
        'data-value="{0}">Copy<span class="quiet"> {1}</span></button></span>'
    ).format(value, what)


def details(pairs: Iterable[tuple[str, object]]) -> Markup:
    """Return values with their names."""
    listed = joined(Markup("<dt>{}</dt><dd>{}</dd>").format(*pair) for pair in pairs)
    return Markup('<dl class="details">{}</dl>').format(listed)


def tag(words: str, kind: str = "") -> Markup:
    """Return a short word that stands out."""
    return Markup('<span class="tag {}">{}</span> ').format(kind, words)


def moment(seconds: float | None, nothing: str) -> Markup:
    """Return a moment as its day in UTC, with the time unless that is midnight."""
    if seconds is None:
        return Markup('<span class="muted">{}</span>').format(nothing)
    at = datetime.fromtimestamp(seconds, UTC)
    shown = f"{at:%Y-%m-%d}" if (at.hour, at.minute) == (0, 0) else f"{at:%Y-%m-%d %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)
