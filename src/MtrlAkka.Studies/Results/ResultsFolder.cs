using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Results;

/// <summary>What a study's folder of results has.</summary>
/// <param name="Path">The folder.</param>
internal sealed record ResultsFolder(string Path)
{
    /// <summary>Of a study.</summary>
    public ResultsFolder(StudyFolder study)
        : this(study.Results)
    {
    }

    /// <summary>Figures that follow from the runs' configurations alone.</summary>
    public string Measures => Within("measures");

    /// <summary>Figures that say how the runs went on their machine.</summary>
    public string Process => Within("process");

    /// <summary>Where all of it comes from.</summary>
    public string Provenance => Within("provenance.json");

    /// <summary>Last scores of a cell's finished runs.</summary>
    public string Scores(StudyCell cell) => Within($"scores-{cell.Key}.npy");

    /// <summary>Scores of a cell's finished runs at each evaluation.</summary>
    public string Curves(StudyCell cell) => Within($"curves-{cell.Key}.npy");

    private string Within(string name) => System.IO.Path.Combine(Path, name);
}
