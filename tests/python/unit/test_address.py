"""Addresses in JSON and in Python."""

from __future__ import annotations

import pytest

from dotnet_bridge import _address
from dotnet_bridge._errors import ChildError

FORMS = [
    ("/tmp/socket", "/tmp/socket", "/tmp/socket"),
    (["127.0.0.1", 5000], ("127.0.0.1", 5000), "127.0.0.1:5000"),
    ({"abstract": "name"}, b"\0name", "@name"),
    (r"\\.\pipe\name", r"\\.\pipe\name", r"\\.\pipe\name"),
]


@pytest.mark.parametrize(("form", "address", "shown"), FORMS)
def test_each_form_survives_the_round_trip(
    form: object, address: _address.Address, shown: str
) -> None:
    assert _address.from_json(form) == address
    assert _address.to_json(address) == form
    assert _address.show(address) == shown


@pytest.mark.parametrize(
    "form", ["", 5, [], ["host"], ["host", "5000"], ["host", 65536], [1, 2], {"name": "x"}, True]
)
def test_anything_else_is_refused(form: object) -> None:
    with pytest.raises(ChildError) as caught:
        _address.from_json(form)

    assert caught.value.kind == "bad-config"


@pytest.mark.parametrize("given", [{}, {"authkey": "xyz"}, {"authkey": 5}, {"authkey": ""}])
def test_a_bad_authkey_is_refused_and_not_repeated(given: dict[str, object]) -> None:
    with pytest.raises(ChildError) as caught:
        _address.read_authkey(given)

    assert caught.value.kind == "bad-config"
    assert "xyz" not in caught.value.message
