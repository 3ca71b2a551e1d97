using System.Globalization;
using System.Text;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Numerics;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Studies.Tests.Results;

/// <summary>A study whose runs nobody trained: folders, journals, scores and figures as trained ones have them, with numbers from a formula.</summary>
internal static class MadeUpStudy
{
    /// <summary>Makes a study with all its runs.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="study">Its definition.</param>
    /// <param name="failed">Names of runs that have failed.</param>
    public static StudyFolder Make(string path, StudyDefinition study, params string[] failed)
    {
        var folder = new StudyFolder(path);
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.Definition, study.ToText());
        var events = new List<(string Manifest, string Text)>();
        foreach (var (place, cell) in study.Cells.Index())
        {
            foreach (uint seed in study.Seeds)
            {
                string name = cell.RunName(seed);
                events.Add(("run-begun/1", name));
                if (failed.Contains(name))
                {
                    events.AddRange(Enumerable.Repeat(("run-attempt-failed/1", $"{name}\nthe learner failed: its loss is not a number"), study.Attempts));
                    continue;
                }

                MakeRun(folder, cell, seed, (double)place / study.Cells.Count);
                events.Add(("run-completed/1", name));
            }
        }

        Journal(StudyJournal.Location(folder), events);
        return folder;
    }

    /// <summary>Adds a line to a run's figures.</summary>
    public static void AddLine(StudyFolder study, string run, string line) => File.AppendAllText(new RunFolder(Path.Combine(study.Runs, run)).Metrics, line);

    private static void MakeRun(StudyFolder study, StudyCell cell, uint seed, double height)
    {
        var configuration = cell.Configuration(seed);
        var settings = configuration.Settings;
        var folder = RunFolder.Create(study.Runs, cell.RunName(seed), cell.Preset, configuration);
        var random = new CounterRandom(seed, 7);
        double Noise(long step, int index) => (random.Below(1000, (ulong)step, (uint)index) / 1000.0) - 0.5;
        var evaluations = new List<EvaluationResult>();
        var lines = new StringBuilder("{\"step\":0,\"time\":1795428153.72,\"run/reward_version\":2}\n");
        for (long round = settings.Evaluation.Interval; round <= settings.Rounds; round += settings.Evaluation.Interval)
        {
            double done = (double)round / settings.Rounds;
            TaskScore Score(int task)
            {
                double success = Math.Clamp((done * (0.4 + (0.7 * height))) - (0.05 * task) + (0.3 * Noise(round, task)), 0, 1);
                double episodes = settings.Evaluation.Episodes;
                return new TaskScore(Math.Round(success * episodes) / episodes, 900 * success);
            }

            evaluations.Add(new EvaluationResult(round, [.. settings.Environments.Tasks.Select((_, task) => Score(task))]));
            long step = round * settings.EnvironmentCount;
            double dormant = Math.Max(0, (30 * height * done) + (6 * Noise(round, 100)) + 4);
            lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step},\"time\":1795428153.72,\"metrics/round\":{round},\"metrics/environment_steps_per_second\":{2000 + seed}}}\n");
            lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step},\"time\":1795428153.72,\"losses/qf_loss\":{0.1 / done:R},\"metrics/{settings.Environments.Tasks[0]}_alpha\":0.5}}\n");
            lines.Append(CultureInfo.InvariantCulture, $"{{\"step\":{step},\"time\":1795428153.72,\"plasticity/actor/dormant\":{dormant:R},\"plasticity/actor/dormant/layer_0\":{dormant:R},");
            lines.Append(CultureInfo.InvariantCulture, $"\"plasticity/critic_0/dormant\":{dormant / 2:R},\"plasticity/critic_1/dormant\":{dormant / 4:R},\"plasticity/actor/srank/layer_0\":{10 + (40 * height):R},");
            lines.Append(CultureInfo.InvariantCulture, $"\"plasticity/critic_0/srank/layer_0\":null,\"charts/{settings.Environments.Tasks[0]}_training_success_rate\":0.25}}\n");
        }

        File.WriteAllText(folder.Metrics, lines.ToString());
        var blobs = new DirectoryBlobStore(folder.Blobs);
        var history = blobs.Write(EvaluationHistory.ToBytes(evaluations));
        var other = blobs.Write("weights"u8.ToArray());
        var provenance = new Provenance("0.1.0", "3.3.0", "made up", "v2", seed, configuration.Hash, "libtorch 2.10.0, cpu, 1 threads, MKL's fast path");
        var manifest = new CheckpointManifest(folder.Name, 1, 1, settings.Rounds, provenance, other, other, [], [], new Dictionary<string, long>(), history);
        Journal(JournalLocation.Of(folder), [("epoch/1", "1"), ("checkpoint/1", manifest.ToJson()), ("finished/1", $"{settings.Rounds}")]);
    }

    private static void Journal(JournalLocation journal, IReadOnlyList<(string Manifest, string Text)> events)
    {
        journal.Prepare();
        using var connection = journal.Open();
        using var whole = connection.BeginTransaction();
        foreach (var (number, (manifest, text)) in events.Index())
        {
            using var command = JournalLocation.Command(
                connection, "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest) VALUES (0, 0, @id, @number, @message, @manifest)",
                ("@id", journal.PersistenceId), ("@number", number + 1L), ("@message", Encoding.UTF8.GetBytes(text)), ("@manifest", manifest));
            command.Transaction = whole;
            command.ExecuteNonQuery();
        }

        whole.Commit();
    }
}
