using System.CommandLine;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>fingerprint RUN</c>: hashes of what the last committed checkpoint holds; equal ones mean equal runs.</summary>
internal static class FingerprintCommand
{
    public static Command Create()
    {
        var run = Options.Run();
        var runs = Options.RunsDirectory();
        var json = Options.Json();
        var command = new Command("fingerprint", "Hashes a run at its last committed checkpoint: equal fingerprints mean equal runs.") { run, runs, json };
        command.SetAction(parsed =>
        {
            var saved = SavedRun.Open(RunFolder.Find(parsed.GetValue(runs)!, parsed.GetValue(run)!));
            // Another checkpoint than the last would be another answer, so a damaged one is an error here.
            var (round, fingerprint) = saved.AtLastCommit(manifest => (manifest.Round, CheckpointFingerprint.Of(manifest, saved.Blobs)), damaged: null);
            if (parsed.GetValue(json))
            {
                JsonText.Write(Console.Out, new
                {
                    Run = saved.Folder.Name,
                    Round = round,
                    fingerprint.Weights,
                    fingerprint.Optimiser,
                    fingerprint.Replay,
                    fingerprint.Environments,
                    fingerprint.Counters,
                    fingerprint.EvaluationHistory,
                    fingerprint.All,
                });
                return;
            }

            var table = new TextTable("part", "SHA-256");
            table.Add("weights", fingerprint.Weights);
            table.Add("optimiser", fingerprint.Optimiser);
            table.Add("replay", fingerprint.Replay);
            table.Add("environments", fingerprint.Environments);
            table.Add("counters", fingerprint.Counters);
            table.Add("evaluation history", fingerprint.EvaluationHistory);
            table.Add("all", fingerprint.All);
            table.Write(Console.Out);
            Console.WriteLine($"run {saved.Folder.Name} at round {Figures.Count(round)}");
        });
        return command;
    }
}
