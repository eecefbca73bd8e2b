"""Write the HTML elements of the admin page, with everything that is shown escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from .permission_boxes import BOXES

_STYLE = Markup(
    "body{font:16px/1.4 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem;"
    "border-bottom:1px solid #ccc;vertical-align:top}fieldset{margin:.5rem 0}"
    "label{display:inline-block;margin:.1rem .8rem .1rem 0}[role=status]{background:#ffd;"
    "padding:.5rem}"
)


def document(title: str, said: str, *content: Markup) -> str:
    """Return a whole page, with what came of the last form."""
    status = Markup('<p role="status">{}</p>').format(said) if said else Markup()
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title>'
            "<style>{1}</style></head><body><main><h1>{0}</h1>{2}{3}</main></body></html>"
        ).format(title, _STYLE, status, joined(content))
    )


def joined(parts: Iterable[Markup]) -> Markup:
    """Return parts after one another."""
    return Markup().join(parts)


def section(title: str, *content: Markup) -> Markup:
    """Return a section with a heading."""
    return Markup("<section><h2>{}</h2>{}</section>").format(title, joined(content))


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Markup:
    """Return a table."""
    titles = joined(Markup('<th scope="col">{}</th>').format(one) for one in head)
    lines = joined(
        Markup("<tr>{}</tr>").format(joined(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        titles, lines
    )


def link(address: str, label: str) -> Markup:
    """Return a link."""
    return Markup('<a href="{}">{}</a>').format(address, label)


def form(address: str, *parts: Markup) -> Markup:
    """Return a form that is sent to an address."""
    return Markup('<form method="post" action="{}">{}</form>').format(address, joined(parts))


def field(label: str, name: str, value: str = "", *, required: bool = False) -> Markup:
    """Return a field for one line of text."""
    needed = Markup(" required") if required else ""
    return Markup('<label>{} <input name="{}" value="{}"{}></label>').format(
        label, name, value, needed
    )


def hidden(name: str, value: str) -> Markup:
    """Return a value that a form carries along."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def choice(
    label: str, name: str, options: Iterable[tuple[str, str]], chosen: str | None = None
) -> Markup:
    """Return a list of which one is chosen; an option is its value and what is shown."""
    listed = joined(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else "", shown
        )
        for value, shown in options
    )
    return Markup('<label>{} <select name="{}" required>{}</select></label>').format(
        label, name, listed
    )


def box(label: str, name: str, value: str, *, ticked: bool = False) -> Markup:
    """Return a box to tick."""
    mark = Markup(" checked") if ticked else ""
    return Markup('<label><input type="checkbox" name="{}" value="{}"{}> {}</label>').format(
        name, value, mark, label
    )


def permission_boxes(ticked: Iterable[str]) -> Markup:
    """Return the boxes of a role by group; boxes that are not known here come last."""
    held = list(ticked)
    known = {name for names in BOXES.values() for name in names}
    groups = BOXES | {"Others": tuple(name for name in held if name not in known)}
    return joined(
        group(title, (box(name, "permission", name, ticked=name in held) for name in names))
        for title, names in groups.items()
        if names
    )


def group(title: str, parts: Iterable[Markup]) -> Markup:
    """Return fields that belong together."""
    return Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(title, joined(parts))


def button(label: str) -> Markup:
    """Return a button that sends its form."""
    return Markup("<button>{}</button>").format(label)
