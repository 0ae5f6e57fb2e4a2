namespace Bridge.Workers;

/// <summary>How two results of one row differ.</summary>
public enum RowDifferenceKind
{
    /// <summary>The values are not equal.</summary>
    Value,

    /// <summary>The values are equal, but of different Python types.</summary>
    Type,

    /// <summary>The second one lacks a field, an item of a list, or a value of a generator.</summary>
    Missing,

    /// <summary>Only the second one has it.</summary>
    Extra,

    /// <summary>One has failed and the other has not, or they have failed in different ways.</summary>
    Error,
}
