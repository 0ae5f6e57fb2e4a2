"""Finding the user's function: ``module:function`` or ``path/to/file.py:function``."""

from __future__ import annotations

import importlib
import os
import sys

from ._errors import ChildError, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType, TracebackType
    from typing import Any

_ASYNC = 0x80 | 0x200  # inspect.CO_COROUTINE | CO_ASYNC_GENERATOR, without the cost of inspect
_MOST_NAMES = 20
_MACHINERY = frozenset(
    {"dotnet_bridge", "importlib", "_frozen_importlib", "_frozen_importlib_external"}
)


def load(spec: str, path: Sequence[str] = ()) -> tuple[Callable[..., Any], ModuleType]:
    """Import the module of a spec and find the function in it.

    For a module the current folder is importable, for a file the file's folder, as when Python
    runs them; the folders of ``path`` come next.

    :raises ChildError:
        One sentence about what is wrong with the spec, the module or the function.
    """
    source, function = split(spec)
    is_file = _is_file(source)
    folder = os.path.dirname(os.path.abspath(source)) if is_file else os.getcwd()
    for entry in reversed([folder, *path]):
        sys.path.insert(0, entry)
    module = _import_file(source) if is_file else _import_module(source)
    return _find(module, function, os.path.basename(source) if is_file else source), module


def split(spec: str) -> tuple[str, str]:
    """Split at the last colon, so that ``C:\\folder\\file.py:function`` keeps its drive."""
    source, _, function = spec.rpartition(":")
    if not source or not all(part.isidentifier() for part in function.split(".")):
        raise ChildError(
            "bad-config",
            f"{spec!r} names no function; write module:function or path/to/file.py:function.",
        )
    return source, function


def format_traceback(error: BaseException) -> str:
    """Python's account of an exception, from the first frame of the user's code."""
    import traceback

    frames = error.__traceback__
    while frames is not None and _is_ours(frames):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))


def _is_ours(frames: TracebackType) -> bool:
    """Whether the first frame is the bridge's own, or one of the import machinery."""
    name = frames.tb_frame.f_globals.get("__name__")
    return isinstance(name, str) and name.partition(".")[0] in _MACHINERY


def _is_file(source: str) -> bool:
    return source.endswith((".py", ".pyw")) or "/" in source or os.sep in source


def _import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise _import_failed(name, error) from error
        raise ChildError(
            "module-not-found",
            f"No module {error.name!r} in {os.getcwd()} or the Python path; "
            "check the name, or give the path of the file.",
        ) from error
    except BaseException as error:
        raise _import_failed(name, error) from error


def _import_file(path: str) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location

    full = os.path.abspath(path)
    if not os.path.isfile(full):
        raise ChildError("module-not-found", f"There is no file {full}; check the path.")
    spec = spec_from_file_location(_module_name(full), full)
    if spec is None or spec.loader is None:
        raise ChildError("module-not-found", f"{full} is no Python file; its name must end in .py.")
    module = module_from_spec(spec)
    # As an import does it: what is defined there can be pickled by its name.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[spec.name]
        raise _import_failed(os.path.basename(path), error) from error
    return module


def _module_name(path: str) -> str:
    """The stem of the file, unless a module of that name is in use (``json.py``, say)."""
    stem = os.path.splitext(os.path.basename(path))[0].replace(".", "_")
    name = stem
    while name in sys.modules:
        name += "_"
    return name


def _import_failed(source: str, error: BaseException) -> ChildError:
    kind, text, line = type(error).__name__, one_line(error), _line(error)
    if isinstance(error, SyntaxError):
        text = error.msg or text
    where = f" ({line})" if line else ""
    return ChildError(
        "import-failed",
        f"{source} raised {kind} on import{': ' + text if text else ''}{where}.",
        traceback=format_traceback(error),
    )


def _line(error: BaseException) -> str | None:
    """Where the module raised it, or the line that Python could not read."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{os.path.basename(error.filename or 'source')}, line {error.lineno}"
    frames = error.__traceback__
    file, line = None, None
    while frames is not None:
        filename = frames.tb_frame.f_code.co_filename
        if file is None and not _is_ours(frames):
            file = filename
        if file == filename:
            line = f"line {frames.tb_lineno}"
        frames = frames.tb_next
    return line


def _find(module: ModuleType, function: str, source: str) -> Callable[..., Any]:
    found: Any = module
    for part in function.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            names = _function_names(module)
            has = f"it has: {', '.join(names)}" if names else "it defines none"
            raise ChildError(
                "function-not-found", f"{source} has no function {function!r}; {has}."
            ) from None
    if not callable(found):
        kind = type(found).__name__
        raise ChildError(
            "not-callable",
            f"{function!r} in {source} is of type {kind}; give the name of a function.",
        )
    code = getattr(found, "__code__", None)
    if code is not None and code.co_flags & _ASYNC:
        raise ChildError(
            "not-callable",
            f"{function!r} in {source} is an async function; give one that is defined by def.",
        )
    return found  # type: ignore[no-any-return]


def _function_names(module: ModuleType) -> list[str]:
    names = sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and callable(value)
        and getattr(value, "__module__", None) == module.__name__
    )
    return [*names[:_MOST_NAMES], "…"] if len(names) > _MOST_NAMES else names
