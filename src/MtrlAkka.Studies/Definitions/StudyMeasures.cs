namespace MtrlAkka.Studies.Definitions;

/// <summary>Names of what a study may measure, as study files and tables write them.</summary>
public static class StudyMeasures
{
    /// <summary>Share of evaluation episodes with success, in [0, 1]; of each task.</summary>
    public const string Success = "success";

    /// <summary>Mean return of an evaluation episode; of each task.</summary>
    public const string Return = "return";

    /// <summary>Percent of the actor's hidden units that are dormant.</summary>
    public const string DormantActor = "dormant-actor";

    /// <summary>Percent of the critics' hidden units that are dormant, the mean of the critics.</summary>
    public const string DormantCritic = "dormant-critic";

    /// <summary>Rank of the actor's hidden activations, the mean of the layers.</summary>
    public const string RankActor = "srank-actor";

    /// <summary>Rank of the critics' hidden activations, the mean of layers and critics.</summary>
    public const string RankCritic = "srank-critic";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Success, Return, DormantActor, DormantCritic, RankActor, RankCritic];
}
