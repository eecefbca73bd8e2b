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
    told = str(caught.value.details())
    message = 'could not update ApiOnlyRole "etl": no connection to'
    first = f"marketo_resources.ResourceError: {message}"
    if told.startswith("Exception calling application: "):  # an SDK that prints no traceback
        assert told.startswith(f"Exception calling application: {message}")
        return
    assert first in told
    assert told.startswith(first) is (sys.version_info >= (3, 12))
