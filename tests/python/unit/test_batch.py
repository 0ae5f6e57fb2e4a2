"""What goes back for each row of a batch."""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest

from dotnet_bridge import Row
from dotnet_bridge._batch import Batches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def run(function: Callable[[Any], Any], *rows: object, columns: bool = False) -> list[Any]:
    blob = pickle.dumps(list(rows), 4)
    return entries(*Batches(function, columns=columns).run(blob, len(rows)))


def entries(blob: bytes, plain: bool) -> list[Any]:
    """What an answer says, as if it were not plain."""
    answer = pickle.loads(blob)
    assert isinstance(answer, list)
    return [(0, value) for value in answer] if plain else answer


class Unloadable:
    def __reduce__(self) -> tuple[Any, ...]:
        return int, ("not a number",)


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize("value", [None, 0, 2**70, 1.5, "é", b"\0", (1, "a"), {"k": [1]}], ids=repr)
def test_a_value_comes_back_with_its_type(value: object) -> None:
    ((kind, back),) = run(lambda row: row, value)

    assert kind == 0
    assert back == value
    assert type(back) is type(value)


def test_the_answer_is_pickle_protocol_4() -> None:
    blob, plain = Batches(lambda row: row).run(pickle.dumps([1]), 1)

    assert blob[:2] == b"\x80\x04"
    assert plain


def test_an_empty_batch_has_an_empty_answer() -> None:
    assert run(lambda row: row) == []


def test_a_generator_gives_several_values() -> None:
    assert run(lambda row: (row * n for n in (1, 2)), 3, 0) == [(1, [3, 6]), (1, [0, 0])]


def test_an_empty_generator_gives_no_value() -> None:
    assert run(lambda row: (row for _ in ""), 1) == [(1, [])]


def test_a_generator_may_yield_the_same_dict_changed() -> None:
    def explode(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for number in range(3):
            row["n"] = number
            yield row

    assert run(explode, {"a": 1}) == [(1, [{"a": 1, "n": n} for n in range(3)])]


def test_an_exception_is_the_error_of_its_row_alone() -> None:
    def invert(row: int) -> float:
        return 1 / row

    first, error, last = run(invert, 1, 0, 2)

    assert (first, last) == ((0, 1.0), (0, 0.5))
    kind, name, message, traceback, arguments = error
    assert (kind, name) == (2, "builtins.ZeroDivisionError")
    assert arguments == (message,)
    assert traceback.startswith("Traceback (most recent call last):\n")
    assert traceback.rstrip().endswith(f"ZeroDivisionError: {message}")


def test_the_traceback_begins_in_the_function() -> None:
    def fail(row: object) -> None:
        raise ValueError("no")

    ((_, _, _, traceback, _),) = run(fail, 1)

    assert traceback.count("  File ") == 1
    assert ", in fail\n" in traceback


def test_an_exception_in_a_generator_is_the_error_of_the_row() -> None:
    def half(row: object) -> Iterator[object]:
        yield row
        raise KeyError("k")

    ((kind, name, message, traceback, arguments),) = run(half, 1)

    assert (kind, name, message, arguments) == (2, "builtins.KeyError", "'k'", ("k",))
    assert ", in half\n" in traceback


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), MemoryError("big")], ids=repr
)
def test_what_ends_other_programs_is_an_error_of_the_row(error: BaseException) -> None:
    def fail(row: object) -> None:
        raise error

    ((kind, name, _, _, arguments),) = run(fail, 1)

    assert (kind, name) == (2, f"builtins.{type(error).__name__}")
    assert arguments == error.args


def test_endless_recursion_is_an_error_of_the_row() -> None:
    def forever(row: Any) -> Any:  # noqa: ANN401
        return forever(row)

    ((kind, name, _, traceback, _),) = run(forever, 1)

    assert (kind, name) == (2, "builtins.RecursionError")
    assert len(traceback) < 25_000


def test_an_exception_without_text_still_comes_back() -> None:
    def fail(row: object) -> None:
        raise Speechless(object)

    ((kind, name, message, _, (argument,)),) = run(fail, 1)

    assert kind == 2
    assert name.endswith(".Speechless")
    assert message == "<str() of it raised RuntimeError>"
    assert argument == "<class 'object'>"


def test_arguments_are_reduced_to_built_in_types() -> None:
    def fail(row: object) -> None:
        raise ValueError(1, [b"x", (None, {1: 2})], threading.Lock)

    ((*_, arguments),) = run(fail, 1)

    assert arguments[:2] == (1, [b"x", (None, "{1: 2}")])
    assert type(arguments[2]) is str


def test_a_batch_that_cannot_be_read_fails_each_row() -> None:
    answer = entries(*Batches(lambda row: row).run(pickle.dumps([Unloadable()]), 3))

    assert len(answer) == 3
    assert {entry[:2] for entry in answer} == {(2, "builtins.ValueError")}


def test_a_result_that_cannot_be_pickled_fails_its_row_alone() -> None:
    first, lock, local, last = run(
        lambda row: {"lock": threading.Lock(), "local": lambda: 1}.get(row, row),
        1, "lock", "local", 2,
    )  # fmt: skip

    assert (first, last) == ((0, 1), (0, 2))
    assert lock[:2] == (2, "builtins.TypeError")
    assert lock[2].startswith("a result of type _thread.lock cannot be pickled: ")
    assert local[0] == 2
    assert local[1] in ("pickle.PicklingError", "builtins.AttributeError")
    assert local[2].startswith("a result of type builtins.function cannot be pickled: ")


def test_a_generator_of_what_cannot_be_pickled_names_the_types() -> None:
    ((kind, _, message, _, _),) = run(lambda row: (x for x in (1, threading.Lock())), 1)

    assert kind == 2
    assert message.startswith("a generator of _thread.lock, builtins.int cannot be pickled: ")


def test_with_columns_a_missing_one_is_told_with_those_there_are() -> None:
    entry, fine = run(lambda row: row["b"], {"a": 1}, {"b": 2}, columns=True)

    assert entry[:3] == (
        2, "dotnet_bridge.MissingColumnError", "the row has no column 'b'; it has: a",
    )  # fmt: skip
    assert entry[4] == ("b", ["a"])
    assert fine == (0, 2)


def test_without_columns_dicts_stay_dicts() -> None:
    assert run(lambda row: type(row).__name__, {"a": 1}, [1]) == [(0, "dict"), (0, "list")]


def test_only_dicts_become_rows() -> None:
    kinds = run(lambda row: type(row).__name__, {"a": 1}, [1], columns=True)

    assert kinds == [(0, "Row"), (0, "list")]


@pytest.mark.parametrize("function", [lambda row: row, lambda row: (row for _ in "a")])
def test_a_row_that_is_returned_is_a_plain_dict(function: Callable[[Any], Any]) -> None:
    blob, plain = Batches(function, columns=True).run(pickle.dumps([{"a": 1}]), 1)

    assert b"builtins" not in blob
    assert entries(blob, plain)[0][1] in ({"a": 1}, [{"a": 1}])


def test_rows_are_seen_as_rows_by_the_function() -> None:
    assert run(lambda row: isinstance(row, Row), {"a": 1}, columns=True) == [(0, True)]
