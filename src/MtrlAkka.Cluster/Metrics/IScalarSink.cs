namespace MtrlAkka.Cluster.Metrics;

/// <summary>Where a run's scalar figures go: TensorBoard's event files, JSON lines.</summary>
public interface IScalarSink
{
    /// <summary>Writes figures of one step and hands them to the system before it returns, so that a kill loses none of them.</summary>
    /// <param name="step">The step that the figures belong to, from 0.</param>
    /// <param name="values">Tag, such as <c>charts/mean_success_rate</c>, and value; an empty list writes nothing.</param>
    /// <exception cref="IOException">The file cannot be written (a full disk); what it held before stays readable.</exception>
    void Write(long step, IReadOnlyList<(string Tag, double Value)> values);
}
