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


GIVEN = [
    ("tcp://host:5", ("host", 5)),
    ("host:5", ("host", 5)),
    (("host", 5), ("host", 5)),
    ("/tmp/socket", "/tmp/socket"),
    ("unix:socket", "socket"),
    ("@name", b"\0name"),
    ("\0name", b"\0name"),
    (b"\0name", b"\0name"),
    (b"/tmp/socket", "/tmp/socket"),
    ("pipe:name", r"\\.\pipe\name"),
    (r"\\.\pipe\name", r"\\.\pipe\name"),
]


@pytest.mark.parametrize(("given", "address"), GIVEN)
def test_people_give_an_address_in_many_forms(given: object, address: _address.Address) -> None:
    assert _address.parse(given) == address


@pytest.mark.parametrize(
    "given", ["", "name", "host:", ":5", "h:65536", "@", "unix:", 5, None, b""]
)
def test_what_is_no_address_is_told_in_a_sentence(given: object) -> None:
    with pytest.raises(ValueError, match="is no address; give 'host:port'"):
        _address.parse(given)
