"""What runs a .NET program: a built dll, an executable, or a project that is built first."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ._problems import DotNetStartError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST = "Bridge.WorkerHost.dll"
_HOST_VARIABLE = "DOTNET_BRIDGE_WORKER_HOST"
_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_MOST_ERRORS = 5  # of a build, in the message


def command_of(program: str, *, configuration: str) -> list[str]:
    """The command that runs a program.

    :param program:
        ``App.dll``, an executable (a path, or a name on PATH), a project file or folder, or one
        ``.cs`` file, as ``dotnet run app.cs`` takes it.
    :param configuration:
        How a project is built.
    :raises DotNetStartError:
        It is not there, there is no ``dotnet``, or it does not build.
    """
    path = os.path.abspath(program)
    if is_project(path):
        return _run(build(path, configuration))
    if not os.path.isfile(path):
        found = shutil.which(program) if os.path.basename(program) == program else None
        if found is None:
            raise DotNetStartError(f"There is no {path}; check the path, or build it first.")
        return [found]
    return _run(path)


def is_project(path: str) -> bool:
    """Whether it is built before it runs: a folder, a project file, or a program of one file."""
    return os.path.isdir(path) or (path.endswith((*_PROJECTS, ".cs")) and os.path.isfile(path))


def build(path: str, configuration: str) -> str:
    """Build a project, or the one in a folder; give the path of what came of it.

    :raises DotNetStartError:
        It does not build; the message has the first errors.
    """
    project = _project_in(path) if os.path.isdir(path) else path
    dotnet = find_dotnet()
    options = ["-nologo", f"-p:Configuration={configuration}"]
    _ask(project, [dotnet, "build", project, "-v:minimal", *options])
    target = _ask(project, [dotnet, "build", project, "-getProperty:TargetPath", *options]).strip()
    if not target.endswith(".dll") or "\n" in target:
        raise DotNetStartError(
            f"{project} has no single output, maybe because it targets several frameworks; "
            "build it, and give the dll."
        )
    return target


def split(worker: str) -> tuple[str, str | None]:
    """A file, folder or module, and the function in it; None for a program."""
    source, colon, function = worker.rpartition(":")
    if not colon or len(source) < 2 or "/" in function or "\\" in function:
        return worker, None
    return source, function


def library(source: str, configuration: str) -> str | None:
    """The path of the dll that has a method: of a dll, or of a project, which is built first.

    :return:
        None for what is neither: Python.
    :raises DotNetStartError:
        It is not there, or does not build.
    """
    path = os.path.abspath(source)
    if is_project(path):
        return build(path, configuration)
    if not source.endswith((".dll", ".exe")):
        return None
    if not os.path.isfile(path):
        raise DotNetStartError(f"There is no {path}; check the path, or build it first.")
    return path


def host_command() -> list[str]:
    """The command of the program that runs ``Worker.dll:Namespace.Type.Method``.

    :raises DotNetStartError:
        There is no such program here, or no ``dotnet``.
    """
    path = host_path()
    return [find_dotnet(), path]


def host_path() -> str:
    """The path of that program's dll.

    :raises DotNetStartError:
        It is not beside the package, and the environment does not name it.
    """
    named = os.environ.get(_HOST_VARIABLE)
    path = named or str(Path(__file__).with_name("_host") / _HOST)
    if not os.path.isfile(path):
        raise DotNetStartError(
            f"There is no {path}, which {_HOST_VARIABLE} names; check the path."
            if named
            else f"This installation of dotnet_bridge has no {_HOST}; install the wheel, or name "
            f"the file in {_HOST_VARIABLE}."
        )
    return os.path.abspath(path)


def find_dotnet() -> str:
    """The path of ``dotnet``: of DOTNET_HOST_PATH, DOTNET_ROOT, PATH, or where it is installed.

    :raises DotNetStartError:
        There is none.
    """
    name = "dotnet.exe" if sys.platform == "win32" else "dotnet"
    places = [os.environ.get("DOTNET_HOST_PATH")]
    if os.environ.get("DOTNET_ROOT"):
        places.append(os.path.join(os.environ["DOTNET_ROOT"], name))
    places.append(shutil.which("dotnet"))
    places.append(os.path.join(os.path.expanduser("~"), ".dotnet", name))
    for place in places:
        if place and os.path.isfile(place) and os.access(place, os.X_OK):
            return place
    raise DotNetStartError(
        "No dotnet was found; install .NET 10, or set DOTNET_ROOT to the folder it is in."
    )


def _run(path: str) -> list[str]:
    if not path.endswith(".dll"):
        if not os.access(path, os.X_OK):
            raise DotNetStartError(
                f"{path} is no program; give a dll, an executable, or a project."
            )
        return [path]
    if not os.path.isfile(f"{path[:-4]}.runtimeconfig.json"):
        raise DotNetStartError(
            f"{path} is a library, it has no runtimeconfig.json; give a program, or for a worker "
            "the method as Library.dll:Namespace.Type.Method."
        )
    return [find_dotnet(), path]


def _project_in(folder: str) -> str:
    found = [file for kind in _PROJECTS for file in glob.glob(f"{glob.escape(folder)}/*{kind}")]
    if len(found) == 1:
        return found[0]
    raise DotNetStartError(
        f"{folder} holds {len(found)} projects; give the path of the one to run."
        if found
        else f"{folder} holds no project; give a dll, an executable, or a project."
    )


def _ask(project: str, command: Sequence[str]) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return output
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = list(dict.fromkeys(line for line in lines if "error" in line)) or lines[-1:]
    shown = "; ".join(errors[:_MOST_ERRORS]) or f"exit code {done.returncode}"
    more = f" (and {len(errors) - _MOST_ERRORS} more)" if len(errors) > _MOST_ERRORS else ""
    raise DotNetStartError(f"{project} does not build: {shown}{more}", output)
