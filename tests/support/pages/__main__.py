"""`python -m tests.support.pages`: write the tables in docs/ that are made from the code."""

from __future__ import annotations

from tests.support.pages import changes, errors, permissions, proving, resources, review, simulator

if __name__ == "__main__":
    for table in (
        changes.TABLE,
        errors.TABLE,
        review.TABLE,
        review.OWN_USER_TABLE,
        simulator.TABLE,
        *permissions.TABLES.values(),
        *proving.TABLES.values(),
        *resources.TABLES.values(),
    ):
        table.write()
