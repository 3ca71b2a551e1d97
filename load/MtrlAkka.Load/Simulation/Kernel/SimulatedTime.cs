namespace MtrlAkka.Load.Simulation.Kernel;

/// <summary>The time of a simulation for classes that ask a <see cref="TimeProvider"/>.</summary>
/// <param name="clock">The time.</param>
public sealed class SimulatedTime(EventClock clock) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(clock.Now * TimestampFrequency);
}
