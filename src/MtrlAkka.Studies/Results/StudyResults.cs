using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Results;

/// <summary>A run of a study with the figures that the study asks for.</summary>
/// <param name="Provenance">What it was made of, and how it ended.</param>
/// <param name="Cell">Its cell.</param>
/// <param name="Measures">Those of its figures that are named in <see cref="StudyMeasures"/>.</param>
public sealed record RunResult(RunProvenance Provenance, StudyCell Cell, IReadOnlyList<Measure> Measures)
{
    /// <summary>Whether all its rounds are done and its figures are there.</summary>
    public bool IsWhole => Provenance is { State: StudyRunState.Finished, Made.EvaluationSteps.Count: > 0 } && Measures.Count > 0;

    /// <summary>Whether its journal says that it is finished, and its figures cannot be had.</summary>
    public bool IsUnreadable => Provenance.State == StudyRunState.Finished && !IsWhole;

    /// <summary>Success of each task at its evaluations.</summary>
    public TaskScores Success => TaskScores.Of(Measures, Provenance.Made?.Tasks ?? [], StudyMeasures.Success);

    /// <summary>A figure of all tasks together, by step; not a number left out.</summary>
    public IReadOnlyList<(long Step, double Value)> Series(string measure) =>
        [.. Measures.Where(one => one.Name == measure && one.Task.Length == 0 && !double.IsNaN(one.Value)).Select(static one => (one.Step, one.Value))];
}

/// <summary>A study's results as its tables have them.</summary>
/// <param name="Study">Its definition.</param>
/// <param name="Provenance">Where they come from.</param>
/// <param name="Runs">All its runs, in the order of the grid.</param>
public sealed record StudyResults(StudyDefinition Study, StudyProvenance Provenance, IReadOnlyList<RunResult> Runs)
{
    /// <summary>Runs whose rounds are all done, of a cell.</summary>
    public IReadOnlyList<RunResult> Whole(StudyCell cell) => [.. Runs.Where(run => run.Cell.Key == cell.Key && run.IsWhole)];

    /// <summary>Reads a study's tables, which must be whole.</summary>
    /// <exception cref="Cluster.Configuration.SettingsException">There is no study in the folder.</exception>
    /// <exception cref="InvalidDataException">A table is missing, half-written, damaged, or not of this study; the message names it.</exception>
    public static async Task<StudyResults> ReadAsync(StudyFolder folder)
    {
        var study = StudyDefinition.Read(folder);
        var results = new ResultsFolder(folder);
        var provenance = StudyProvenance.Read(results.Provenance);
        foreach (var (name, hash) in provenance.Files)
        {
            string path = Path.Combine(results.Path, name);
            if (!File.Exists(path)) throw new InvalidDataException($"the table {path} is missing: ./mtrl study report {folder.Name} makes it again from the runs");
            if (AtomicFile.Hash(path) != hash)
                throw new InvalidDataException($"the table {path} is half-written or damaged (its SHA-256 is not that of provenance.json): ./mtrl study report {folder.Name} makes it again from the runs");
        }

        var measures = await MeasureTableReader.ReadAsync(results.Measures + ".parquet", study, StudyMeasures.All.ToHashSet());
        var cells = study.Cells.ToDictionary(static cell => cell.Key, StringComparer.Ordinal);
        return new StudyResults(
            study, provenance,
            [
                .. provenance.Runs.Select(run => new RunResult(
                    run, cells.GetValueOrDefault(run.Cell) ?? throw new InvalidDataException($"{results.Provenance} has the run {run.Name} of a cell that the study does not have"),
                    measures.GetValueOrDefault(run.Name) ?? [])),
            ]);
    }
}
