"""Treat a name the same, whichever form of Unicode a program or Marketo writes it in."""

from __future__ import annotations

import contextlib
import io
import unicodedata
from typing import Literal, get_args

import pytest

from marketo_simulator import Simulator
from tests.support.engine.edits import EMAIL, declared
from tests.support.properties.engine_model import EngineModel, RefusedError

Form = Literal["NFC", "NFD"]
FORMS = get_args(Form)


@pytest.mark.parametrize("held", FORMS)
@pytest.mark.parametrize("written", FORMS)
def test_an_accent_is_no_drift(written: Form, held: Form) -> None:
    """Not in a preview and not after a refresh, even if Marketo answers in the other form."""
    name = unicodedata.normalize(written, "Zoë")
    program = {"u": declared(first_name=name, last_name=name)}
    with Simulator() as marketo, contextlib.redirect_stdout(io.StringIO()):
        engine = EngineModel(marketo)
        engine.up(program)
        user = marketo.subscription.user_of_email(EMAIL)
        assert user is not None
        user.first_name = user.last_name = unicodedata.normalize(held, name)
        marketo.app.calls.clear()
        engine.refresh()
        assert not engine.preview(program)
        engine.up(program)
        assert [call for call in marketo.app.calls.all() if call["changed"]] == []


def test_an_address_that_state_holds_goes_on_and_a_new_one_is_refused() -> None:
    """Version 0.1.0 accepted letters that Marketo's specification does not."""
    address = "josé@example.com"
    program = {"u": declared(email_address=address)}
    with Simulator() as marketo, contextlib.redirect_stdout(io.StringIO()) as said:
        engine = EngineModel(marketo)
        with pytest.raises(RefusedError, match="is not an e-mail address that Marketo accepts"):
            engine.up(program)
        engine.up({"u": declared()})
        user = marketo.subscription.user_of_email(EMAIL)
        assert user is not None
        user.email_address = address
        engine.refresh()
        said.truncate(0)
        assert not engine.preview(program)
        assert (
            f'ApiOnlyUser "u": email_address {address!r} is not an e-mail address that Marketo '
            "accepts: write name@domain.tld, with the letters a to z only and without spaces (no "
            "mail needs to arrive there). It is in the state already, so it is left as it is."
        ) in said.getvalue()
        with pytest.raises(RefusedError, match="is not an e-mail address that Marketo accepts"):
            engine.preview({"u": declared(email_address="josè@example.com")})
