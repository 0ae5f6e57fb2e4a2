"""Measures Python modules: the worker of ``dotnet bridge demo``, and a pattern for your own.

A worker is a file with a function that takes one row and returns one result. Nothing in it knows
of Bridge; call it as you call any function::

    measure({"module": "json.decoder", "path": "/usr/lib/python3.11/json/decoder.py"})

An exception is the result of that one row; the others go on.
"""

from __future__ import annotations

import ast
import tokenize
import warnings
from typing import Any, Union

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]


def measure(row: dict[str, str]) -> dict[str, Any]:
    """Measure the file ``row["path"]``, which is the module ``row["module"]``.

    The result has these fields, in this order:

    ``module``
        As in the row.
    ``lines``
        Lines of the file.
    ``functions``
        Functions and methods, nested and asynchronous ones included, lambdas not.
    ``classes``
        Class statements.
    ``imports``
        Import statements, wherever they stand.
    ``async_functions``
        Functions defined by ``async def``.
    ``longest_function``
        Lines of the longest function, from ``def`` to its end, decorators not counted; or 0.
    ``annotated``
        Share, from 0 to 1 with four digits, of the places for an annotation that have one. Each
        function has a place for what it returns, and one for each parameter (``*args`` and
        ``**kwargs`` included) but a first one that is named ``self`` or ``cls``. 0.0 without any.

    :raises OSError:
        The file cannot be read.
    :raises SyntaxError:
        The file is not Python, or not of this version.
    """
    source = read_source(row["path"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as invalid escapes; they are not what we look for
        tree = ast.parse(source, filename=row["path"])

    nodes = list(ast.walk(tree))
    functions = [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    places = [place for function in functions for place in annotation_places(function)]
    return {
        "module": row["module"],
        "lines": source.count("\n") + (not source.endswith("\n") and source != ""),
        "functions": len(functions),
        "classes": sum(isinstance(n, ast.ClassDef) for n in nodes),
        "imports": sum(isinstance(n, (ast.Import, ast.ImportFrom)) for n in nodes),
        "async_functions": sum(isinstance(n, ast.AsyncFunctionDef) for n in functions),
        "longest_function": max(map(line_count, functions), default=0),
        "annotated": round(sum(places) / len(places), 4) if places else 0.0,
    }


def read_source(path: str) -> str:
    """Read a source file in the encoding that it declares."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise SyntaxError(f"{path} is not in the encoding it declares: {error}") from error


def annotation_places(function: Function) -> list[bool]:
    """For each place of a function where an annotation can stand, whether there is one."""
    given = function.args
    parameters = [*given.posonlyargs, *given.args]
    if parameters and parameters[0].arg in ("self", "cls"):
        del parameters[0]
    parameters += [*given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    places = [parameter.annotation is not None for parameter in parameters]
    return [*places, function.returns is not None]


def line_count(function: Function) -> int:
    """Lines from ``def`` to the end of a function."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
