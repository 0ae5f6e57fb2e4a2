namespace Bridge.Pickle;

/// <summary>The classes of Python's <c>pathlib</c>.</summary>
public enum PythonPathKind
{
    /// <summary>
    /// A <c>PurePath</c>: Python makes a <c>PurePosixPath</c> or <c>PureWindowsPath</c>, as its system is.
    /// </summary>
    PurePath,

    /// <summary>A <c>PurePosixPath</c>.</summary>
    PurePosixPath,

    /// <summary>A <c>PureWindowsPath</c>.</summary>
    PureWindowsPath,

    /// <summary>A <c>Path</c>: Python makes a <c>PosixPath</c> or <c>WindowsPath</c>, as its system is.</summary>
    Path,

    /// <summary>A <c>PosixPath</c>, which only exists where Python does not run on Windows.</summary>
    PosixPath,

    /// <summary>A <c>WindowsPath</c>, which only exists where Python runs on Windows.</summary>
    WindowsPath,
}
