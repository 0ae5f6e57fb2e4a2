"""Rows with named columns."""

from __future__ import annotations

import copy
import pickle

import pytest

import dotnet_bridge
from dotnet_bridge import MissingColumnError, Row


def test_all_is_sorted_and_complete() -> None:
    assert dotnet_bridge.__all__ == sorted(dotnet_bridge.__all__)
    assert all(hasattr(dotnet_bridge, name) for name in dotnet_bridge.__all__)


def test_a_column_that_exists_is_found() -> None:
    assert Row(a="1")["a"] == "1"


def test_a_missing_column_says_which_there_are() -> None:
    with pytest.raises(MissingColumnError) as caught:
        Row(name="x", age="3")["nmae"]

    assert caught.value.args == ("nmae", ["name", "age"])
    assert str(caught.value) == "the row has no column 'nmae'; it has: name, age"


def test_a_missing_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Row()["a"]


def test_get_and_in_behave_as_for_a_dict() -> None:
    row = Row(a="1")

    assert row.get("b") is None
    assert row.get("b", 2) == 2
    assert "b" not in row
    assert row == {"a": "1"}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_row_pickles_as_a_plain_dict(protocol: int) -> None:
    back = pickle.loads(pickle.dumps(Row(a="1", b="2"), protocol))

    assert type(back) is dict
    assert list(back.items()) == [("a", "1"), ("b", "2")]


def test_a_copy_is_a_plain_dict() -> None:
    assert type(copy.copy(Row(a="1"))) is dict
    assert type(copy.deepcopy(Row(a="1"))) is dict


def test_the_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(MissingColumnError("a", ["b"])))

    assert type(error) is MissingColumnError
    assert error.args == ("a", ["b"])


@pytest.mark.parametrize("type_", [Row, MissingColumnError])
def test_the_public_name_is_the_one_in_tracebacks(type_: type) -> None:
    assert type_.__module__ == "dotnet_bridge"
