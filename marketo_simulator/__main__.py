"""Serve a simulated Marketo on this machine with `python -m marketo_simulator`."""

import sys

from .extra import with_remedy


def main() -> None:
    """Serve until SIGINT or SIGTERM, or say what must be installed first."""
    try:
        from .serving import serve  # noqa: PLC0415 - needs what may not be installed
    except ModuleNotFoundError as missing:
        sys.exit(str(with_remedy(missing)))
    serve()


if __name__ == "__main__":
    main()
