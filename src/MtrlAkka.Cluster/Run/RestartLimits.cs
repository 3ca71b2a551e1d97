using Akka.Configuration;

namespace MtrlAkka.Cluster.Run;

/// <summary>How often and after which pauses an environment that fails is made anew; the section <c>mtrl-restarts</c> of <c>hocon/akka.conf</c>.</summary>
/// <param name="Allowed">Failures within the window that are followed by a restart; the next one is the last.</param>
/// <param name="Window">How long a failure counts.</param>
/// <param name="FirstPause">Before the first restart.</param>
/// <param name="LongestPause">Before any restart, at most.</param>
public sealed record RestartLimits(int Allowed, TimeSpan Window, TimeSpan FirstPause, TimeSpan LongestPause)
{
    /// <summary>Those of a node.</summary>
    /// <param name="config">The actor system's.</param>
    /// <param name="allowed">The run's <c>environments.failures-allowed</c>.</param>
    public static RestartLimits From(Config config, int allowed)
    {
        var section = config.GetConfig("mtrl-restarts");
        return new RestartLimits(allowed, section.GetTimeSpan("window"), section.GetTimeSpan("first-pause"), section.GetTimeSpan("longest-pause"));
    }
}
