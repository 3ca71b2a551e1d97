namespace MtrlAkka.Cluster.Metrics;

/// <summary>What a person or a tool sees of a run: figures by step, the state of things now, and news.</summary>
public interface IRunFace : IScalarSink
{
    /// <summary>Where the run stands now; called a few times a second.</summary>
    void Show(ProgressSnapshot snapshot);

    /// <summary>One line of news: an evaluation, a checkpoint, an alarm.</summary>
    void Note(string line);
}
