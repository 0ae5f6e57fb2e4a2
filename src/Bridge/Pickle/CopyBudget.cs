using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>What calls in a pickle may copy in all.</summary>
/// <remarks>
/// A call such as <c>set(list)</c> copies its argument, and one argument can be shared by many calls. Honest pickles
/// copy each byte at most once; the factor leaves room for shared ones.
/// </remarks>
internal sealed class CopyBudget(int pickleLength)
{
    private long _left = (8L * pickleLength) + (1024 * 1024);

    /// <summary>Where the running opcode is.</summary>
    internal int Offset { get; set; }

    /// <summary>What the parts of registered classes have become, so that shared ones stay shared.</summary>
    internal ReadContext? Conversion { get; set; }

    /// <summary>Takes the cost of a copy, in bytes or items, before it is made.</summary>
    /// <exception cref="UnpicklingException">The pickle has copied too much.</exception>
    internal void Spend(long amount)
    {
        _left -= amount;
        if (_left < 0)
        {
            throw new UnpicklingException(
                "Not a valid pickle: one value is copied over and over, which CPython never writes.", Offset);
        }
    }
}
