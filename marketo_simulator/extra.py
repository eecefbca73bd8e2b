"""Say what to install where the simulator lacks its HTTP server."""

_SERVER = "werkzeug"


def with_remedy(missing: ModuleNotFoundError) -> ModuleNotFoundError:
    """Return an error that names the extra to install; raise any other error again."""
    if missing.name != _SERVER:
        raise missing
    return ModuleNotFoundError(
        f"The simulator needs {_SERVER}, which is not installed: run "
        '`pip install "marketo-resources[simulator]"`.',
        name=_SERVER,
    )
