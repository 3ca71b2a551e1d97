using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Report;

/// <summary>What measures are called in a report.</summary>
internal static class MeasureTitles
{
    /// <summary>With the unit, as it stands at an axis.</summary>
    public static string Of(string measure) => measure switch
    {
        StudyMeasures.Success => "success, mean over tasks",
        StudyMeasures.Return => "return of an episode, mean over tasks",
        StudyMeasures.DormantActor => "dormant units of the actor, %",
        StudyMeasures.DormantCritic => "dormant units of the critics, %",
        StudyMeasures.RankActor => "rank of the actor's features",
        StudyMeasures.RankCritic => "rank of the critics' features",
        _ => measure,
    };

    /// <summary>As a heading begins.</summary>
    public static string Heading(string measure) => measure switch
    {
        StudyMeasures.Success => "Success",
        StudyMeasures.Return => "Return",
        StudyMeasures.DormantActor => "Dormant units of the actor",
        StudyMeasures.DormantCritic => "Dormant units of the critics",
        StudyMeasures.RankActor => "Rank of the actor's features",
        StudyMeasures.RankCritic => "Rank of the critics' features",
        _ => measure,
    };

    /// <summary>In a head of a table.</summary>
    public static string Short(string measure) => measure switch
    {
        StudyMeasures.DormantActor => "dormant, actor, %",
        StudyMeasures.DormantCritic => "dormant, critics, %",
        StudyMeasures.RankActor => "srank, actor",
        StudyMeasures.RankCritic => "srank, critics",
        _ => measure,
    };

    /// <summary>Format of its numbers.</summary>
    public static string Format(string measure) => measure switch
    {
        StudyMeasures.Success => "0.00",
        StudyMeasures.Return => "0",
        _ => "0.0",
    };
}
