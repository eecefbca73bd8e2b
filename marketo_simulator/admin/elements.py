"""Write the HTML elements of the admin page, with everything that is shown escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from .look import SCRIPT, STYLE
from .permission_boxes import BOXES


def document(title: str, said: str, *content: Markup) -> str:
    """Return a whole page, with what came of the last form."""
    return _page(title, Markup("<h1>{}</h1>{}{}").format(title, _status(said), joined(content)))


def dialog(title: str, said: str, *content: Markup) -> str:
    """Return a page that is one dialog; Escape and *Cancel* lead back."""
    return _page(
        title,
        Markup('<dialog open aria-labelledby="title"><h1 id="title">{}</h1>{}{}</dialog>').format(
            title, _status(said), joined(content)
        ),
    )


def _page(title: str, content: Markup) -> str:
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>{}</title>'
            "<style>{}</style></head><body><main>{}</main><script>{}</script></body></html>"
        ).format(title, STYLE, content, SCRIPT)
    )


def _status(said: str) -> Markup:
    return Markup('<p role="status">{}</p>').format(said) if said else Markup()


def joined(parts: Iterable[Markup]) -> Markup:
    """Return parts after one another."""
    return Markup().join(parts)


def section(name: str, title: str, *content: Markup) -> Markup:
    """Return a section with a heading, to which a link can lead by its name."""
    return Markup('<section id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}'
                  "</section>").format(name, title, joined(content))  # fmt: skip


def navigation(links: Iterable[Markup]) -> Markup:
    """Return links to the parts of a page."""
    return Markup('<nav aria-label="Parts">{}</nav>').format(joined(links))


def folded(title: str, *content: Markup) -> Markup:
    """Return what is shown when its title is clicked."""
    return Markup("<details><summary>{}</summary>{}</details>").format(title, joined(content))


def note(text: str) -> Markup:
    """Return words of less weight."""
    return Markup('<p class="soft">{}</p>').format(text)


def marked(text: str, kind: str) -> Markup:
    """Return words in the colour of what is good, bad or of less weight."""
    return Markup('<span class="{}">{}</span>').format(kind, text)


def found_by(name: str, label: str, value: str) -> Markup:
    """Return a field that asks for the same page with less on it."""
    return Markup(
        '<form method="get" role="search"><label>{} <input type="search" name="{}" value="{}">'
        '</label> <button class="quiet">Find</button></form>'
    ).format(label, name, value)


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


def edit_link(address: str, whom: str) -> Markup:
    """Return a link that shows *Edit* and says whom to those who hear it."""
    return Markup('<a href="{}">Edit <span class="whom">{}</span></a>').format(address, whom)


def form(address: str, *parts: Markup) -> Markup:
    """Return a form that is sent to an address."""
    return Markup('<form method="post" action="{}">{}</form>').format(address, joined(parts))


def field(
    label: str, name: str, value: str = "", *, required: bool = False, first: bool = False
) -> Markup:
    """Return a field for one line of text; the first of a dialog has the focus."""
    needed = Markup(" required") if required else Markup()
    needed += Markup(" autofocus") if first else Markup()
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
    """Return fields that belong together, in as many columns as there is room for."""
    return Markup('<fieldset><legend>{}</legend><div class="columns">{}</div></fieldset>').format(
        title, joined(parts)
    )


def button(label: str, kind: str = "") -> Markup:
    """Return a button that sends its form; of kind `danger` if that cannot be undone."""
    of_kind = Markup(' class="{}"').format(kind) if kind else ""
    return Markup("<button{}>{}</button>").format(of_kind, label)
