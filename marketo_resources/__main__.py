"""`python -m marketo_resources`: run the operator's command, as `marketo-resources` does."""

from __future__ import annotations

import sys

from marketo_resources.cli import main

if __name__ == "__main__":
    sys.exit(main())
