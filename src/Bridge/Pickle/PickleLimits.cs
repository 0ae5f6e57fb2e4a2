namespace Bridge.Pickle;

/// <summary>What a pickle may cost at most. Checked before memory is taken.</summary>
/// <remarks>Thread-safe. A pickle over a limit throws <see cref="UnpicklingException"/>.</remarks>
public sealed record PickleLimits
{
    /// <summary>The cautious limits that hold when nothing else is said.</summary>
    public static PickleLimits Default { get; } = new();

    /// <summary>How deep containers may be nested, in reading and in writing.</summary>
    /// <value>512 by default; at least 1. A scalar has the depth 0, an empty list 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxDepth));
    } = 512;

    /// <summary>How many values a pickle may put into its memo.</summary>
    /// <value>16,777,216 by default; at least 1. CPython memoizes every string, tuple and container.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxMemoEntries
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxMemoEntries));
    } = 16 * 1024 * 1024;

    /// <summary>The longest single string or bytes value, in bytes on the wire.</summary>
    /// <value>1 GiB by default; at least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxOperandBytes
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxOperandBytes));
    } = 1024 * 1024 * 1024;

    /// <summary>The longest int, in bytes of its two's complement or digits of its text.</summary>
    /// <value>65,536 by default; at least 1. It bounds the time that converting to decimal digits takes.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxIntegerBytes
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxIntegerBytes));
    } = 64 * 1024;

    /// <summary>
    /// The longest JSON or text that <see cref="PickleJson"/> and <see cref="PickleText"/> write, in
    /// characters.
    /// </summary>
    /// <value>
    /// 256 Mi by default; at least 1. Shared values are written out each time, so a small pickle can be a long
    /// text: more than 1 Mi is only written as long as it is no more than 100 for each byte of the pickle.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxTextLength
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxTextLength));
    } = 256 * 1024 * 1024;

    /// <summary>How much memory reading one pickle may allocate in all, in bytes; checked now and then.</summary>
    /// <value>
    /// 4 GiB by default; at least 1. Besides strings and bytes, each byte of a pickle can make an object of some
    /// 100 bytes.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long MaxAllocatedBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxAllocatedBytes));
            field = value;
        }
    } = 4L * 1024 * 1024 * 1024;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
