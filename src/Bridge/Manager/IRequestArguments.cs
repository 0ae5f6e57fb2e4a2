using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>The arguments of a request: writes args and kwds.</summary>
internal interface IRequestArguments
{
    void Write(PickleWriter writer);
}
