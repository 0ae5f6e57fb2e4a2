namespace Bridge.Workers;

/// <summary>A <see cref="ShadowBoard{TIn}"/> of any row type.</summary>
internal interface IShadowBoard
{
    /// <summary>What was found so far.</summary>
    ShadowReport Read();
}
