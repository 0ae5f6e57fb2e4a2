namespace Bridge.Smoke;

/// <summary>The wheel, in an empty virtual environment.</summary>
internal static class WheelInstall
{
    private const string Script = """
        import json, subprocess, sys
        from importlib.metadata import entry_points, version
        from multiprocessing.managers import SyncManager

        import dotnet_bridge

        assert version("dotnet-bridge") == dotnet_bridge.__version__, dotnet_bridge.__version__
        assert "site-packages" in dotnet_bridge.__file__, dotnet_bridge.__file__
        groups = entry_points()
        points = [p for g in (groups.values() if isinstance(groups, dict) else [groups]) for p in g]
        for point in points:
            assert not point.value.startswith("dotnet_bridge") or point.group == "pytest11" or point.load()

        serve = [sys.executable, "-m", "dotnet_bridge", "serve"]
        with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            server.stdin.write(json.dumps({"address": None, "authkey": b"key".hex()}) + "\n")
            server.stdin.flush()
            address = json.loads(server.stdout.readline())["address"]
            manager = SyncManager(tuple(address) if isinstance(address, list) else address, b"key")
            manager.connect()
            jobs = manager.Queue()
            jobs.put("job")
            print(jobs.get(), dotnet_bridge.__version__)
            del jobs
            server.stdin.close()
        assert server.returncode == 0, server.returncode

        """;

    public static async Task CheckAsync(
        Checks checks, Workplace place, string packages, string version, string python)
    {
        place.Write("smoke.py", Script);
        var made = await place.RunAsync(python, "-m", "venv", "venv");
        var inVenv = OperatingSystem.IsWindows() ? place.PathOf("venv", "Scripts", "python.exe") : place.PathOf("venv", "bin", "python");
        checks.Add("an empty virtual environment", made.Problem(""));
        var installed = await place.RunAsync(
            inVenv, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index",
            "--find-links", packages, $"dotnet-bridge=={version}");
        checks.Add($"the wheel of dotnet-bridge {version} installs without an index", installed.Problem(""));
        var ran = await place.RunAsync(inVenv, "-I", "smoke.py");
        checks.Add("it serves a manager, and a Python client uses it", ran.Problem($"job {version}"));
    }
}
