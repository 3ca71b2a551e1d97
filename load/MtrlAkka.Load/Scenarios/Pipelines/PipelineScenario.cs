using System.Diagnostics;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Scenarios.Pipelines;

/// <summary>
/// The whole way of a transition, each part in a process of its own: a worker steps environments that cost what is set, a replay shard keeps their rows and
/// draws, a learner updates and publishes. One request is one round with its update.
/// </summary>
/// <param name="setup">This machine.</param>
/// <param name="shape">How large it is.</param>
public sealed class PipelineScenario(LoadSetup setup, PipelineShape shape) : PeerScenario(setup)
{
    private const int Ahead = 4, FirstUpdates = 8;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);
    private readonly LoadRun _run = new(
        "mt10",
        [
            $"environments.benchmark={shape.Benchmark}", FormattableString.Invariant($"environments.copies={shape.Copies}"),
            FormattableString.Invariant($"environments.simulated-cost={shape.Cost}"), "run.staleness=1", "learner.warm-start-rounds=20", "replay.capacity=2000",
            FormattableString.Invariant($"learner.batch-per-task={shape.BatchPerTask}"), FormattableString.Invariant($"learner.actor.width={shape.Width}"),
            FormattableString.Invariant($"learner.critic.width={shape.Width}"), "learner.plasticity.interval=0",
        ],
        setup.NewFolder("pipeline"));

    private readonly Complaints _notes = new();
    private RunContext _context = null!;
    private IActorRef _client = ActorRefs.Nobody;
    private long _rounds;

    /// <inheritdoc/>
    public override string Name => shape.Name;

    /// <inheritdoc/>
    public override string Description => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"a round of {_run.Load().Settings.EnvironmentCount} environments of {shape.Cost} ms a step, from leave to the update on {shape.BatchPerTask} rows of each task, width {shape.Width}; worker, replay and learner in processes of their own");

    /// <inheritdoc/>
    public override string Unit => "steps";

    /// <inheritdoc/>
    public override int Clients => Ahead;

    private RunSettings Settings => _context.Settings;

    /// <inheritdoc/>
    protected override IReadOnlyList<PeerSpec> Peers => [new PeerSpec(_run, [LoadPeer.Policy]), new PeerSpec(_run, [LoadPeer.Replay]), new PeerSpec(_run, [LoadPeer.Learner])];

    /// <inheritdoc/>
    public override ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop)
    {
        Interlocked.Increment(ref _rounds);
        return AskAsync(_client, number, stop);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop)
    {
        var captured = new TaskCompletionSource<ShardManifest>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new PipelineClient.Capture(captured));
        var manifest = await captured.Task.WaitAsync(TimeSpan.FromMinutes(1), stop).ConfigureAwait(false);
        // Every round that was let begin brought one row of each environment, each once.
        long rounds = Settings.Learner.WarmStartRounds + Interlocked.Read(ref _rounds);
        string[] wrong = manifest.Inserts.All(rows => rows == rounds)
            ? []
            : [FormattableString.Invariant($"{rounds} rounds were done, and the replay has {manifest.Inserts.Min()} to {manifest.Inserts.Max()} rows of an environment")];
        return [.. _notes.Lines, .. wrong];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Floor> MeasureFloors(TimeSpan time)
    {
        using var agent = new LearnerAgent(_context, static _ => { });
        agent.Begin(null, 0);
        var batch = UpdateBenchmark.RandomBatch(_context.Sac);
        for (int i = 0; i < FirstUpdates; i++) agent.Update(batch);
        double rate = Stopwatches.Rate(time, () => agent.Update(batch));
        return [new Floor("update", "updates alone, one after the other in this process", Settings.EnvironmentCount * rate, FloorKind.Rate)];
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> NotesAsync(CancellationToken stop)
    {
        var learner = Cluster.Peers[2];
        var before = await learner.FiguresAsync(stop).ConfigureAwait(false);
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Ahead).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < Watched) await RequestAsync(0, stop).ConfigureAwait(false);
        })).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var after = await learner.FiguresAsync(stop).ConfigureAwait(false);
        return
        [
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"the learner waited {(after.LearnerWaited - before.LearnerWaited) / seconds:P1} of the time for batches, at {(after.Updates - before.Updates) / seconds:0.0} updates/s"),
        ];
    }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken stop)
    {
        _context = _run.CreateContext(MuJoCoLibrary.Load(Setup.MuJoCo));
        var parts = new PipelineParts(
            await Cluster.FindAsync(0, LoadPeer.Policy).ConfigureAwait(false),
            await Cluster.FindAsync(1, LoadPeer.Replay).ConfigureAwait(false),
            await Cluster.FindAsync(2, LoadPeer.Learner).ConfigureAwait(false));
        var silent = Cluster.Node.System.ActorOf(SilentActor.Props);
        var (settings, notes) = (Settings, _notes);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client = Cluster.Node.System.ActorOf(Props.Create(() => new PipelineClient(parts, settings, silent, notes, ready)));
        _client.Tell(new PipelineClient.Start());
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2), stop).ConfigureAwait(false);
        // The first updates take several times as long as those after them.
        for (int i = 0; i < FirstUpdates; i++) await RequestAsync(i, stop).ConfigureAwait(false);
    }
}

/// <summary>How large a pipeline is.</summary>
/// <param name="Name">Name of the scenario.</param>
/// <param name="Benchmark">Its tasks.</param>
/// <param name="Copies">Environments of each task.</param>
/// <param name="Cost">Milliseconds of a core that a step takes.</param>
/// <param name="BatchPerTask">Rows of each task in a batch.</param>
/// <param name="Width">Width of the networks.</param>
public sealed record PipelineShape(string Name, string Benchmark, int Copies, double Cost, int BatchPerTask, int Width);
