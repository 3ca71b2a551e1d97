using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Load.Traffic;

namespace MtrlAkka.Load.Scenarios.Inserts;

/// <summary>A replay shard of another process, the client that inserts into it, and the account of what went in.</summary>
internal sealed class InsertStand
{
    /// <summary>Rows that the shard keeps of each task.</summary>
    public const int RowsOfATask = 2000;

    private static readonly TimeSpan CapturePatience = TimeSpan.FromMinutes(1);
    private readonly LoadRun _run;

    private InsertStand(LoadRun run, RunSettings settings, RecordedRounds rounds, InsertAccount account, IActorRef client) =>
        (_run, Settings, Rounds, Account, Client) = (run, settings, rounds, account, client);

    /// <summary>The run's settings.</summary>
    public RunSettings Settings { get; }

    /// <summary>What is inserted.</summary>
    public RecordedRounds Rounds { get; }

    /// <summary>What was sent and acknowledged.</summary>
    public InsertAccount Account { get; }

    /// <summary>Takes a <see cref="Pending"/> for each round to insert.</summary>
    public IActorRef Client { get; }

    /// <summary>A run whose learner never begins.</summary>
    public static LoadRun Run(string folder) =>
        new("mt50", [FormattableString.Invariant($"replay.capacity={RowsOfATask}"), "learner.warm-start-rounds=1000000000"], folder);

    /// <summary>Finds the shard in the first process and makes it ready.</summary>
    /// <param name="run">The run that the processes have.</param>
    /// <param name="cluster">The processes.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<InsertStand> BeginAsync(LoadRun run, LoadCluster cluster, CancellationToken stop)
    {
        var settings = run.Load().Settings;
        var rounds = new RecordedRounds(settings);
        var account = new InsertAccount(settings, rounds);
        var shard = await cluster.FindAsync(0, LoadPeer.Replay).ConfigureAwait(false);
        var (environments, bytes) = (settings.EnvironmentCount, PeerScenario.BytesOf(rounds.Round(1, 0)));
        var client = cluster.Node.System.ActorOf(Props.Create(() => new InsertClient(shard, rounds, environments, bytes, account)));
        var prepared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Tell(new InsertClient.Prepare(prepared));
        await prepared.Task.WaitAsync(stop).ConfigureAwait(false);
        return new InsertStand(run, settings, rounds, account, client);
    }

    /// <summary>Has the shard write a checkpoint.</summary>
    /// <returns>What it wrote, once that is synced.</returns>
    public Task<ShardManifest> CaptureAsync(CancellationToken stop)
    {
        var captured = new TaskCompletionSource<ShardManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
        Client.Tell(new InsertClient.Capture(captured));
        return captured.Task.WaitAsync(CapturePatience, stop);
    }

    /// <summary>Holds a checkpoint of now against the account.</summary>
    /// <returns>What is wrong, a line each.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop)
    {
        long acknowledged = Account.Acknowledged;
        return Account.Verify(await CaptureAsync(stop).ConfigureAwait(false), _run.OpenBlobs(), acknowledged);
    }
}
