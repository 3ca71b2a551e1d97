using Akka.Event;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>
/// Stands where Akka would write to standard output before and after its loggers live: the terminal belongs to the
/// display, and the log has what matters.
/// </summary>
public sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
