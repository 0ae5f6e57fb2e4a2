using System.Text;

namespace Bridge.Pickle;

/// <summary>Python's rules for paths as text (Lib/posixpath.py, Lib/ntpath.py), whatever the system is here.</summary>
internal static class PathText
{
    private const StringSplitOptions NoEmpty = StringSplitOptions.RemoveEmptyEntries;

    /// <summary>The class without the difference between pure and concrete paths.</summary>
    internal static PythonPathKind FlavorOf(PythonPathKind kind) => kind switch
    {
        PythonPathKind.PosixPath => PythonPathKind.PurePosixPath,
        PythonPathKind.WindowsPath => PythonPathKind.PureWindowsPath,
        PythonPathKind.Path => PythonPathKind.PurePath,
        _ => kind,
    };

    /// <summary>A text that equal paths share. Not a path to be used.</summary>
    internal static string Normalize(PythonPathKind kind, string text)
    {
        if (FlavorOf(kind) == PythonPathKind.PureWindowsPath)
        {
            var (drive, root, rest) = SplitRoot(text.Replace('/', '\\').ToUpperInvariant());
            var isShare = drive is ['\\', ..];
            return $"{drive}{(root.Length > 0 || isShare ? "\\" : "")}\n{Clean(rest, '\\')}";
        }

        // Two slashes in front mean something of their own, three do not (POSIX).
        var slashes = text.Length - text.AsSpan().TrimStart('/').Length;
        return $"{(slashes == 2 ? "//" : slashes > 0 ? "/" : "")}\n{Clean(text, '/')}";
    }

    /// <summary>Joins the arguments of a class; null when the rules are unknown.</summary>
    internal static string? Join(PythonPathKind kind, ReadOnlySpan<string> parts) => FlavorOf(kind) switch
    {
        _ when parts.IsEmpty => ".",
        _ when parts.Length == 1 => parts[0],
        PythonPathKind.PurePosixPath => JoinPosix(parts),
        PythonPathKind.PureWindowsPath => JoinWindows(parts),
        _ => null,
    };

    private static string Clean(string text, char separator) =>
        string.Join(separator, text.Split(separator, NoEmpty).Where(part => part != "."));

    private static string JoinPosix(ReadOnlySpan<string> parts)
    {
        var path = new StringBuilder(parts[0]);
        foreach (var part in parts[1..])
        {
            if (part is ['/', ..])
            {
                path.Clear();
            }
            else if (path.Length > 0 && path[^1] != '/')
            {
                path.Append('/');
            }

            path.Append(part);
        }

        return path.ToString();
    }

    private static string JoinWindows(ReadOnlySpan<string> parts)
    {
        var (drive, root, first) = SplitRoot(parts[0]);
        var path = new StringBuilder(first);
        foreach (var part in parts[1..])
        {
            var (nextDrive, nextRoot, rest) = SplitRoot(part);
            if (nextRoot.Length > 0 || (nextDrive.Length > 0 && !IsSame(nextDrive, drive)))
            {
                // An absolute path, or another drive: what was before is gone.
                drive = nextDrive.Length > 0 ? nextDrive : drive;
                root = nextRoot;
                path.Clear().Append(rest);
                continue;
            }

            drive = nextDrive.Length > 0 ? nextDrive : drive;
            if (path.Length > 0 && path[^1] is not ('\\' or '/'))
            {
                path.Append('\\');
            }

            path.Append(rest);
        }

        var separator = path.Length > 0 && root.Length == 0
            && drive.Length > 0 && drive[^1] is not (':' or '\\' or '/');
        return $"{drive}{(separator ? "\\" : root)}{path}";
    }

    private static bool IsSame(string x, string y) => string.Equals(x, y, StringComparison.OrdinalIgnoreCase);

    private static (string Drive, string Root, string Tail) SplitRoot(string path)
    {
        var plain = path.Replace('/', '\\');
        if (plain is ['\\', '\\', ..])
        {
            var start = plain.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase) ? 8 : 2;
            var server = plain.IndexOf('\\', start);
            var share = server < 0 ? -1 : plain.IndexOf('\\', server + 1);
            return share < 0 ? (path, "", "") : (path[..share], path[share..(share + 1)], path[(share + 1)..]);
        }

        return plain switch
        {
            ['\\', ..] => ("", path[..1], path[1..]),
            [_, ':', '\\', ..] => (path[..2], path[2..3], path[3..]),
            [_, ':', ..] => (path[..2], "", path[2..]),
            _ => ("", "", path),
        };
    }
}
