using System.CommandLine;
using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Trials;
using MtrlAkka.Cli.Nodes;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>chaos</c>: trains on a cluster of processes of this machine while a drawn plan breaks it, and says what held.</summary>
internal static class ChaosCommand
{
    private const int Violated = 1;
    private const string Sqlite = "sqlite", Postgres = "postgres";
    private const long LockstepRounds = 6000, Endless = 1_000_000_000;

    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the plan of faults.", DefaultValueFactory = _ => 1 };
        var minutes = new Option<double>("--minutes") { Description = "How long faults are injected.", DefaultValueFactory = _ => 5 };
        var mode = new Option<RunMode>("--mode") { Description = "How the parts of the runs are tied.", DefaultValueFactory = _ => RunMode.Lockstep };
        var rounds = new Option<long?>("--rounds") { Description = "Rounds of each run; as many runs as there is time for. In async none: one run, which is stopped at the end." };
        var journal = new Option<string>("--journal") { Description = "What keeps the journals: sqlite, or postgres, a server of the trial's own.", DefaultValueFactory = _ => Sqlite };
        journal.AcceptOnlyFromAmong(Sqlite, Postgres);
        var workers = new Option<int>("--workers") { Description = "Nodes with the role worker.", DefaultValueFactory = _ => 3 };
        workers.AtLeast(1);
        var replay = new Option<string?>("--replay") { Description = "A file with a plan to carry out instead, as a failed trial prints it." };
        var folder = new Option<string?>("--folder") { Description = "Where runs, logs and figures go; a new folder of the temporary files' else." };
        var command = new Command("chaos", "Breaks a cluster of processes on this machine by a drawn plan while it trains, and checks what must hold.")
        {
            seed, minutes, mode, rounds, workers, journal, replay, folder,
        };
        command.SetAction((parsed, cancel) =>
        {
            string where = Path.GetFullPath(parsed.GetValue(folder) ?? Directory.CreateTempSubdirectory("mtrl-chaos-").FullName);
            var shape = ClusterShape.Of(parsed.GetValue(mode), heads: 2, replays: 2, parsed.GetValue(workers), guests: 1, SmallestRun.Environments);
            var plan = parsed.GetValue(replay) is { } file ? ChaosPlan.Parse(File.ReadAllText(file)) : ChaosPlan.Drawn(parsed.GetValue(seed), shape);
            bool endless = shape.Mode == RunMode.Async && parsed.GetValue(rounds) is null;
            var options = new ChaosOptions(
                OwnProgram.CommandLine, where, shape, SmallestRun.Preset, SmallestRun.SettingsOf(shape.Mode), parsed.GetValue(rounds) ?? (endless ? Endless : LockstepRounds),
                TimeSpan.FromMinutes(parsed.GetValue(minutes)))
            {
                StopAtEnd = endless,
            };
            return RunAsync(options, plan, parsed.GetValue(journal) == Postgres, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChaosOptions options, ChaosPlan plan, bool postgres, CancellationToken cancel)
    {
        Console.WriteLine($"runs, logs and figures are in {options.Folder}");
        var trial = new ChaosTrial(options, plan, run => postgres ? new PostgresDatabase() : new SqliteDatabase(run), Console.WriteLine);
        var report = await trial.RunAsync(cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(options.Folder, "processes.csv"), report.SamplesText(), CancellationToken.None).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(options.Folder, "plan.txt"), report.PlanText, CancellationToken.None).ConfigureAwait(false);
        Console.Write(report.ToString());
        return report.Passed ? 0 : Violated;
    }
}
