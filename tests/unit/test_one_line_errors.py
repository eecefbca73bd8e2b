"""Raise errors of create, update and delete that the SDK passes to the engine as one line."""

from __future__ import annotations

import sys

import grpc
import pytest

from tests.support.engine.provider_process import provider_process


def test_the_sdk_prints_an_error_as_one_line() -> None:
    """From Python 3.12 on; 3.11 shows the frames between. Fails if the SDK prints otherwise."""
    with provider_process({}) as process, pytest.raises(grpc.RpcError) as caught:
        process.update("ApiOnlyRole", "1", {"__name": "etl"}, {"__name": "etl"})
    text = str(caught.value.details())
    message = 'could not update ApiOnlyRole "etl": no connection to'
    first = f"marketo_resources.ResourceError: {message}"
    if text.startswith("Exception calling application: "):  # an SDK that prints no traceback
        assert text.startswith(f"Exception calling application: {message}")
        return
    assert first in text
    assert text.startswith(first) is (sys.version_info >= (3, 12))
