using System.Diagnostics;
using Bridge.Manager;

namespace Bridge.Diagnostics;

/// <summary>One call that somebody measures or traces, from its start to the value. Ends once.</summary>
internal sealed class CallMeasurement
{
    private readonly ClientMeter _meter;
    private readonly string _typeId;
    private readonly string _method;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Activity? _activity;
    private readonly bool _isTraced;
    private int _ended;

    private CallMeasurement(ClientMeter meter, string typeId, string method, bool isTraced)
    {
        _meter = meter;
        _typeId = typeId.Length > 0 ? typeId : "object";
        _method = $"{_typeId}/{method}";
        _isTraced = isTraced;
        _activity = isTraced ? Instruments.Start(_method, ActivityKind.Client) : null;
        if (_activity is { IsAllDataRequested: true })
        {
            _activity.SetTag(TelemetryTags.RpcSystem, Instruments.System);
            _activity.SetTag(TelemetryTags.RpcMethod, _method);
            _activity.SetTag(TelemetryTags.TypeId, _typeId);
            foreach (var (key, value) in meter.Tags)
            {
                _activity.SetTag(key, value);
            }
        }
    }

    /// <summary>Begins a call; null when nobody wants to know.</summary>
    /// <param name="meter">Of the client.</param>
    /// <param name="typeId">The typeid of the referent; <c>server</c> for functions of the server itself.</param>
    /// <param name="method">The method.</param>
    /// <param name="isTraced">
    /// Whether it is worth an activity. If not, it may be a slice of a wait, in which "nothing yet" is no error.
    /// </param>
    internal static CallMeasurement? TryBegin(ClientMeter meter, string typeId, string method, bool isTraced) =>
        Instruments.WantsCalls ? new(meter, typeId, method, isTraced) : null;

    /// <summary>The call brought its value.</summary>
    internal void End() => EndCore(null);

    /// <summary>The call failed. Always false, for the filter of a catch that lets the exception pass.</summary>
    internal bool Fail(Exception error)
    {
        EndCore(!_isTraced && SaysNotYet(error) ? null : Instruments.ErrorTypeOf(error));
        return false;
    }

    private static bool SaysNotYet(Exception error) =>
        error is RemoteException
        {
            PythonType: PythonTypes.QueueEmpty or PythonTypes.LegacyQueueEmpty or PythonTypes.QueueFull
                or PythonTypes.MultiprocessingTimeoutError,
        };

    private void EndCore(string? errorType)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        if (Instruments.CallDuration.Enabled)
        {
            var tags = new TagList(_meter.Tags)
            {
                { TelemetryTags.RpcSystem, Instruments.System },
                { TelemetryTags.RpcMethod, _method },
                { TelemetryTags.TypeId, _typeId },
            };
            if (errorType is not null)
            {
                tags.Add(TelemetryTags.ErrorType, errorType);
            }

            Instruments.CallDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        }

        if (errorType is not null)
        {
            Instruments.Fail(_activity, errorType, null);
        }

        Instruments.Stop(_activity);
    }
}
