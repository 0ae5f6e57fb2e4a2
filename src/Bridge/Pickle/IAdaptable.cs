using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>A natural value that can stand for types which the codec does not know; a proxy, for example.</summary>
internal interface IAdaptable
{
    /// <summary>The value as the type asked for; false when it is none of its kind.</summary>
    bool TryAdapt<T>([MaybeNullWhen(false)] out T adapted);
}
