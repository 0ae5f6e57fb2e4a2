"""The rows a worker function gets when its input has named columns."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


class MissingColumnError(KeyError):
    """The function asked a row for a column that its input does not have."""

    def __init__(self, column: object, columns: list[str]) -> None:
        super().__init__(column, columns)
        self.column = column
        self.columns = columns

    def __str__(self) -> str:
        names = ", ".join(map(str, self.columns)) or "no columns at all"
        return f"the row has no column {self.column!r}; it has: {names}"


class Row(dict[str, "Any"]):
    """A dict whose ``row["name"]`` raises :class:`MissingColumnError` for an unknown column.

    ``get`` and ``in`` behave as for any dict. Pickles and copies as a plain dict.
    """

    __slots__ = ()

    def __missing__(self, column: object) -> NoReturn:
        raise MissingColumnError(column, list(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return self.__reduce__()


# On the wire and in tracebacks they carry their public name.
Row.__module__ = MissingColumnError.__module__ = "dotnet_bridge"
