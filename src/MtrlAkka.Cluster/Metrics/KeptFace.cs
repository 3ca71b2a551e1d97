namespace MtrlAkka.Cluster.Metrics;

/// <summary>A face that remembers what it showed last, for those who ask how the run stands.</summary>
/// <param name="face">The face that shows it.</param>
public sealed class KeptFace(IRunFace face) : IRunFace
{
    private volatile ProgressSnapshot? _last;

    /// <summary>What was shown last, or null. Any thread may ask.</summary>
    public ProgressSnapshot? Last => _last;

    /// <inheritdoc/>
    public void Show(ProgressSnapshot snapshot)
    {
        _last = snapshot;
        face.Show(snapshot);
    }

    /// <inheritdoc/>
    public void Note(string line) => face.Note(line);

    /// <inheritdoc/>
    public void Write(long step, IReadOnlyList<(string Tag, double Value)> values) => face.Write(step, values);
}
