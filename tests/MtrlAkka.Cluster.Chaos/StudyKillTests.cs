using System.Diagnostics;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Tests;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Results;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Chaos;

/// <summary>A study whose process is killed again and again ends with the runs of one that never was, bit for bit.</summary>
public class StudyKillTests(ITestOutputHelper output)
{
    private const int Kills = 3;

    // A study is several processes, one after the other.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly string[] Runs = ["width8-seed1", "width8-seed2", "width16-seed1", "width16-seed2"];

    // Two cells with two seeds each, small, but whole.
    private const string Study =
        """
        study {
          title = "Killed"
          question = "Does it end the same?"
          axes = [width]
          axis.width {
            values = [8, 16]
            sets = [learner.actor.width, learner.critic.width]
          }
          plot {
            x = width
            measures = [success]
          }
          attempts = 2
          seeds = [1, 2]
          scales.laptop {
            preset = quick
            settings {
              run.rounds = 200
              checkpoint.interval = 20
              evaluation.interval = 80
              evaluation.episodes = 1
              environments.copies = 1
              environments.horizon = 40
              environments.threads = 1
              replay.capacity = 100
              learner.warm-start-rounds = 20
              learner.batch-per-task = 8
              learner.plasticity.interval = 50
            }
          }
        }
        """;

    [Fact]
    public async Task A_study_that_is_killed_ends_as_one_that_never_was()
    {
        try
        {
            MuJoCoLibrary.Load(null);
        }
        catch (MuJoCoException error)
        {
            output.WriteLine($"skipped: {error.Message}");
            return;
        }

        using var studies = new TemporaryFolder();
        string file = studies["killed.conf"];
        await File.WriteAllTextAsync(file, Study);
        var clock = Stopwatch.StartNew();
        using (var whole = new RunProcess(null, Work("whole"))) await whole.EndAsync(0, Patience);
        output.WriteLine($"never killed: {clock.Elapsed.TotalSeconds:0.0} s");

        var random = new CounterRandom(7, 1);
        Directory.CreateDirectory(studies["killed"]);
        for (int i = 0; i < Kills; i++)
        {
            int blobs = 1 + random.Below(25, (ulong)i, 0);
            await KillAfterBlobsAsync(blobs);
            output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s: killed after {blobs} blobs, {string.Join(", ", Runs.Select(run => RunEnd.Committed(Folder("killed", run))))} rounds committed");
        }

        using (var last = new RunProcess(null, ["study", "resume", "killed", "--studies-dir", studies.Path])) await last.EndAsync(0, Patience);
        foreach (string run in Runs) Assert.Equal(RunEnd.Fingerprint(Folder("whole", run)), RunEnd.Fingerprint(Folder("killed", run)));
        foreach (string study in new[] { "whole", "killed" }) await ResultsCollector.CollectAsync(new StudyFolder(studies[study]));
        string[] tables = [.. Directory.EnumerateFiles(studies["whole/results"]).Select(Path.GetFileName).OfType<string>().Where(static name => !name.StartsWith("pro", StringComparison.Ordinal))];
        Assert.Equal(6, tables.Length);
        foreach (string table in tables) Assert.Equal(await File.ReadAllTextAsync(studies[$"whole/results/{table}"]), await File.ReadAllTextAsync(studies[$"killed/results/{table}"]));
        output.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s in all");

        string[] Work(string name) => ["study", "run", file, "--studies-dir", studies.Path, "--name", name];

        RunFolder Folder(string study, string run) => new(Path.Combine(studies[study], "runs", run));

        // Blobs of whichever run is trained; its process ends with that of the study.
        async Task KillAfterBlobsAsync(int blobs)
        {
            int seen = 0;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watcher = new FileSystemWatcher(studies["killed"]) { IncludeSubdirectories = true };
            watcher.Created += (_, created) =>
            {
                if (created.FullPath.Contains($"{Path.DirectorySeparatorChar}blobs{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Interlocked.Increment(ref seen) == blobs) enough.TrySetResult();
            };
            watcher.EnableRaisingEvents = true;
            using var process = new RunProcess(null, Work("killed"));
            await enough.Task.WaitAsync(Patience);
            process.Kill();
            await process.EndAsync(RunProcess.Killed);
        }
    }
}
