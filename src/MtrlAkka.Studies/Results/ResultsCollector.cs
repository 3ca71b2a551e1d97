using System.Security.Cryptography;
using System.Text;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Learning;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Results;

/// <summary>
/// Makes a study's results from the folders of its runs: one tidy table of every figure (<c>measures.parquet</c>, <c>measures.csv</c>), which
/// is the same however often the study was killed; one of speeds and the like (<c>process.…</c>); score matrices for rliable, the runs' last
/// scores [runs, tasks] (<c>scores-CELL.npy</c>) and those of all evaluations [runs, tasks, evaluations] (<c>curves-CELL.npy</c>); and
/// <c>provenance.json</c>, which is written last.
/// </summary>
public sealed class ResultsCollector
{
    private readonly StudyDefinition _study;
    private readonly StudyFolder _folder;
    private readonly ResultsFolder _results;
    private readonly List<string> _written = [];

    private ResultsCollector(StudyFolder folder, StudyDefinition study) => (_folder, _study, _results) = (folder, study, new ResultsFolder(folder));

    /// <summary>Reads all runs and writes the results.</summary>
    /// <param name="folder">The study.</param>
    /// <returns>Where they come from; a run that cannot be read is in it with its problem.</returns>
    /// <exception cref="SettingsException">There is no study in the folder.</exception>
    /// <exception cref="InvalidDataException">Its journal cannot be read.</exception>
    /// <exception cref="IOException">The results cannot be written.</exception>
    public static Task<StudyProvenance> CollectAsync(StudyFolder folder) => new ResultsCollector(folder, StudyDefinition.Read(folder)).CollectAsync();

    private async Task<StudyProvenance> CollectAsync()
    {
        Directory.CreateDirectory(_results.Path);
        // Without it nobody takes what follows for results: old and new files are there together meanwhile.
        File.Delete(_results.Provenance);
        var state = _folder.ReadState();
        var runs = new List<(StudyRun Run, RunMeasures? Read, string? Problem)>();
        await using (var measures = await MeasureTableWriter.CreateAsync(_results.Measures, _study))
        await using (var process = await MeasureTableWriter.CreateAsync(_results.Process, _study))
        {
            foreach (var cell in state.Runs.GroupBy(static run => run.Cell.Key))
            {
                var finished = new List<RunMeasures>();
                foreach (var run in cell)
                {
                    var (read, problem) = Read(run);
                    if (read is not null)
                    {
                        await measures.AddAsync(run, read.Measures);
                        await process.AddAsync(run, read.Process);
                        if (run.State == StudyRunState.Finished) finished.Add(read);
                    }

                    // The table has the figures; here they would only take memory.
                    runs.Add((run, read is null ? null : read with { Measures = [.. read.Measures.Where(static one => one is { Name: StudyMeasures.Success, Task: "" })], Process = [] }, problem));
                }

                if (finished.Count > 0) WriteScores(cell.First().Cell, finished);
            }

            await measures.FinishAsync();
            await process.FinishAsync();
        }

        foreach (string table in new[] { _results.Measures, _results.Process }) _written.AddRange([table + ".parquet", table + ".csv"]);
        var provenance = Provenance(runs);
        AtomicFile.Write(_results.Provenance, provenance.ToText());
        return provenance;
    }

    private (RunMeasures? Read, string? Problem) Read(StudyRun run)
    {
        var folder = new RunFolder(Path.Combine(_folder.Runs, run.Name));
        if (run.State == StudyRunState.Waiting && !Directory.Exists(folder.Path)) return (null, run.Reason);
        try
        {
            return (RunMeasures.Read(folder), run.Reason);
        }
        catch (Exception error) when (error is SettingsException or InvalidDataException or BlobException or IOException or UnauthorizedAccessException)
        {
            return (null, run.State == StudyRunState.Failed && run.Reason is { } reason ? reason : error.Message);
        }
    }

    private void WriteScores(StudyCell cell, IReadOnlyList<RunMeasures> runs)
    {
        var scores = runs.Select(static run => TaskScores.Of(run.Measures, run.Configuration.Settings.Environments.Tasks, StudyMeasures.Success)).ToArray();
        int tasks = scores[0].Tasks.Count, evaluations = scores.Min(static run => run.Steps.Count);
        if (evaluations == 0) return;
        NpyFile.Write(_results.Scores(cell), [scores.Length, tasks], [.. scores.SelectMany(static run => run.Last)]);
        NpyFile.Write(
            _results.Curves(cell), [scores.Length, tasks, evaluations],
            [.. scores.SelectMany(run => Enumerable.Range(0, tasks).SelectMany(task => Enumerable.Range(0, evaluations).Select(at => run.Scores[at][task])))]);
        _written.AddRange([_results.Scores(cell), _results.Curves(cell)]);
    }

    private StudyProvenance Provenance(IReadOnlyList<(StudyRun Run, RunMeasures? Read, string? Problem)> runs)
    {
        var configurations = runs.Select(static one => one.Read?.Configuration).OfType<RunConfiguration>().ToArray();
        var common = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (configurations.Length > 0)
        {
            foreach (var (key, value) in configurations[0].Values)
            {
                if (configurations.All(other => other.Values[key] == value)) common.Add(key, value);
            }
        }

        return new StudyProvenance(
            _study.Study, _study.Scale, _study.Command, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_study.ToText()))), RunHost.ProjectVersion,
            MachineFacts.Here(), common,
            [.. runs.Select(one => new RunProvenance(one.Run.Name, one.Run.Cell.Key, one.Run.Seed, one.Run.State, one.Run.Attempts, one.Problem, one.Read is { } read ? Made(read, common) : null))],
            new SortedDictionary<string, string>(_written.ToDictionary(static path => Path.GetFileName(path), AtomicFile.Hash), StringComparer.Ordinal));
    }

    private static MadeOf Made(RunMeasures run, SortedDictionary<string, string> common)
    {
        var (settings, made) = (run.Configuration.Settings, run.Provenance);
        var (actor, critic) = ParameterMatching.Count(settings.Learner.Sac);
        return new MadeOf(
            run.Round, settings.Environments.Tasks, run.EvaluationSteps, actor, critic, double.IsFinite(run.Seconds) ? run.Seconds : null, made.ProjectVersion, made.MujocoVersion,
            made.ScenesVersion, made.RewardVersion, made.Arithmetic, made.ConfigHash,
            new SortedDictionary<string, string>(run.Configuration.Values.Where(pair => !common.ContainsKey(pair.Key)).ToDictionary(), StringComparer.Ordinal));
    }
}
