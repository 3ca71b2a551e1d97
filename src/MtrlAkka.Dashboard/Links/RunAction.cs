namespace MtrlAkka.Dashboard.Links;

/// <summary>What a person can do to a run that is under way.</summary>
public enum RunAction
{
    /// <summary>Make a checkpoint as soon as the round under way is complete.</summary>
    Checkpoint,

    /// <summary>Stand still behind a checkpoint.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,
}
