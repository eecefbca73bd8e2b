"""Build the site of the pages beside this file, with `make docs`."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "marketo_resources"
author = "The marketo_resources authors"
copyright = author  # noqa: A001 - Sphinx's name
release = version = version_of("marketo-resources")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
# The pages link to what lies beside their folder, so the source is the whole project.
root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "examples/*/README.md",
    "spec/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
]
exclude_patterns = [".*", "build", "dist", "tests", "tools"]

myst_heading_anchors = 4
default_role = "code"  # docstrings have single backticks, as Markdown has
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"marketo-resources {release}"
html_copy_source = False
html_show_sphinx = False
html_extra_path = ["start"]


def as_restructured_text(_app: Sphinx, _what: str, _name: str, *rest: object) -> None:
    """Turn the examples of a docstring, which are fenced as in Markdown, into code blocks."""
    lines = cast("list[str]", rest[-1])
    fenced, text = False, []
    for line in lines:
        if line.startswith("```"):
            fenced = not fenced
            text += [".. code-block:: python", "   :force:", ""] if fenced else [""]
        else:
            text.append(f"   {line}" if fenced else line)
    lines[:] = text


def setup(app: Sphinx) -> None:
    """Register what this site adds to Sphinx."""
    app.connect("autodoc-process-docstring", as_restructured_text)
