namespace Bridge.Diagnostics;

/// <summary>The keys of tags, those of OpenTelemetry's semantic conventions where there is one.</summary>
internal static class TelemetryTags
{
    internal const string RpcSystem = "rpc.system.name";
    internal const string RpcMethod = "rpc.method";
    internal const string ErrorType = "error.type";
    internal const string ServerAddress = "server.address";
    internal const string ServerPort = "server.port";
    internal const string TypeId = "bridge.typeid";
    internal const string IODirection = "network.io.direction";

    internal const string MessagingSystem = "messaging.system";
    internal const string Operation = "messaging.operation.name";
    internal const string OperationType = "messaging.operation.type";
    internal const string Function = "messaging.destination.name";
    internal const string Rows = "messaging.batch.message_count";
    internal const string BatchState = "bridge.batch.state";
    internal const string Worker = "bridge.worker";
    internal const string ProcessId = "process.pid";
}
