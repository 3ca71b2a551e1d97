using System.Reflection;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>One process with all roles of a run: the actor system, its actors, and the lock on the run's folder.</summary>
public sealed class RunHost : IAsyncDisposable
{
    // A node of one process cannot be lost; a starved machine must not make it look so.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1), Look = TimeSpan.FromSeconds(1), LivePatience = TimeSpan.FromSeconds(5);
    private const string Host = "127.0.0.1";
    private readonly NodeReadiness _readiness = new();
    private readonly IHost _host;
    private readonly RunLock _lock;
    private readonly CancellationTokenSource _stopping;
    private readonly TaskCompletionSource<RunEnded> _ended;
    private readonly IAgentSeat? _seat;
    private readonly Action<string> _warned, _failing;
    private IActorRef _director = ActorRefs.Nobody;
    private RunLease? _lease;
    private NodeEndpoints? _endpoints;

    private RunHost(IHost host, RunLock runLock, CancellationTokenSource stopping, TaskCompletionSource<RunEnded> ended, IAgentSeat? seat)
    {
        (_host, _lock, _stopping, _ended, _seat) = (host, runLock, stopping, ended, seat);
        var mujoco = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MuJoCo");
        _warned = text => mujoco.LogWarning("{Message}", text);
        _failing = text => mujoco.LogError("{Message}", text);
        NativeMessages.Warned += _warned;
        NativeMessages.Failing += _failing;
    }

    /// <summary>Completes when the run has ended in this process, for whatever reason.</summary>
    public Task<RunEnded> Ended => _ended.Task;

    /// <summary>Port of the endpoints, or null.</summary>
    public int? Http => _endpoints?.Port;

    /// <summary>The actor system, for tests that break a part of it.</summary>
    internal ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>This project's version, as it goes into every artefact.</summary>
    public static string ProjectVersion { get; } =
        typeof(RunHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Takes the run's folder and starts its actors; the run begins or goes on by itself.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="library">The MuJoCo library.</param>
    /// <param name="face">What people see.</param>
    /// <param name="logging">Adds the log's provider.</param>
    /// <param name="held">The lock of the folder where the caller took it, the host's from here on; null: taken here.</param>
    /// <param name="blobs">The blob store; null: the folder's own.</param>
    /// <param name="hocon">Settings of the actor system over those of the files beside the program; null: none.</param>
    /// <param name="company">The learner that this run shares with others of the process, and its place there; null for a run by itself.</param>
    /// <param name="http">Port of <c>/live</c>, <c>/ready</c> and <c>/metrics</c> on this machine; 0: any free one; null: none.</param>
    /// <exception cref="RunLockedException">Another process has the run.</exception>
    /// <exception cref="SettingsException">The port cannot be had.</exception>
    /// <exception cref="RunHeldException">A cluster has the run, or a process of another machine.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be used.</exception>
    /// <exception cref="MetaWorldException">A scene is missing.</exception>
    public static async Task<RunHost> StartAsync(
        RunFolder folder,
        RunConfiguration configuration,
        MuJoCoLibrary library,
        IRunFace face,
        Action<IServiceCollection> logging,
        RunLock? held = null,
        IBlobStore? blobs = null,
        string? hocon = null,
        (SharedLearner Learner, int Place)? company = null,
        int? http = null)
    {
        var runLock = held ?? RunLock.Take(folder.Path);
        var stopping = new CancellationTokenSource();
        IHost? built = null;
        RunHost? host = null;
        try
        {
            var settings = configuration.Settings;
            var journal = JournalLocation.Of(folder);
            journal.Prepare();
            var context = RunContext.Create(
                folder.Name, configuration, library, blobs ?? CrashPoint.Around(new DirectoryBlobStore(folder.Blobs)), stopping.Token) with
            {
                Seat = company?.Learner[company.Value.Place],
            };
            string preset = File.Exists(folder.PresetNote) ? await File.ReadAllTextAsync(folder.PresetNote).ConfigureAwait(false) : folder.Name;
            var ended = new TaskCompletionSource<RunEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
            var kept = new KeptFace(face);
            var meter = new RunMeter(context, preset, kept);
            built = new HostBuilder()
                .ConfigureServices(services =>
                {
                    logging(services);
                    // Signals are the caller's: a run stops after a checkpoint, not as soon as a signal comes.
                    services.AddSingleton<IHostLifetime, CallersLifetime>();
                    services.AddAkka("mtrl", akka => akka
                        .AddHocon(AkkaConfiguration.ForRun(settings, company?.Learner.Runs ?? 1, hocon), HoconAddMode.Prepend)
                        .ConfigureLoggers(loggers =>
                        {
                            loggers.ClearLoggers();
                            loggers.AddLoggerFactory();
                        })
                        .WithActors((system, _) => host!.Create(system, new OpenRun(context, configuration.ToHocon(), meter, journal, () => kept.Last, static () => ValueTask.CompletedTask))));
                })
                .Build();
            host = new RunHost(built, runLock, stopping, ended, context.Seat);
            await host.TakeAsync(folder, journal).ConfigureAwait(false);
            await built.StartAsync().ConfigureAwait(false);
            if (http is { } port) await host.OpenAsync(port).ConfigureAwait(false);
            _ = built.Services.GetRequiredService<ActorSystem>().WhenTerminated.ContinueWith(
                _ => ended.TrySetResult(new RunEnded(0, Finished: false, [], "the actor system ended by itself; the log says why")),
                TaskScheduler.Default);
            return host;
        }
        catch
        {
            host?.Forget();
            if (host?._lease is { } lease) await lease.DisposeAsync().ConfigureAwait(false);
            built?.Dispose();
            runLock.Dispose();
            stopping.Dispose();
            throw;
        }
    }

    /// <summary>Ends the run after a checkpoint of the round that is under way; <see cref="Ended"/> tells when.</summary>
    public void Stop() => _director.Tell(new StopRun());

    /// <summary>Makes a checkpoint as soon as it can.</summary>
    public void CheckpointNow() => _director.Tell(new CheckpointNow());

    /// <summary>Has the run stand still behind a checkpoint until <see cref="Resume"/>.</summary>
    public void Pause() => _director.Tell(new PauseRun());

    /// <summary>Lets a paused run go on.</summary>
    public void Resume() => _director.Tell(new ResumeRun());

    /// <summary>How the run and its one node stand.</summary>
    /// <param name="patience">How long to wait for an answer.</param>
    /// <exception cref="TimeoutException">None came.</exception>
    public async Task<ClusterStatus> StatusAsync(TimeSpan patience)
    {
        try
        {
            return await _director.Ask<ClusterStatus>(new AskClusterStatus(), patience).ConfigureAwait(false);
        }
        catch (AskTimeoutException error)
        {
            throw new TimeoutException($"the run has not answered for {patience.TotalSeconds} s", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_endpoints is not null) await _endpoints.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _host.StopAsync().ConfigureAwait(false);
        Forget();
        _host.Dispose();
        if (_lease is not null) await _lease.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
        _stopping.Dispose();
    }

    // The lock of the folder keeps processes of one machine apart, which is enough for a journal in the folder; clusters and machines
    // are kept apart by the lease.
    private async Task TakeAsync(RunFolder folder, JournalLocation journal)
    {
        if (journal.Store == JournalStore.Sqlite)
        {
            await RunLease.RequireFreeAsync(journal).ConfigureAwait(false);
            return;
        }

        _lease = await RunLease.TakeAsync(
            journal, LeaseHolder.Process(folder.Path), TimeSpan.Zero, RunLease.DefaultTerm, why => _director.Tell(new JournalOutOfReach(why))).ConfigureAwait(false);
        _ = _lease.Lost.ContinueWith(lost => _director.Tell(new RunTakenOver(lost.Result)), TaskScheduler.Default);
    }

    private async Task OpenAsync(int port)
    {
        try
        {
            string node = NodeEntry.AddressOf(Akka.Cluster.Cluster.Get(System).SelfAddress);
            _endpoints = await NodeEndpoints.StartAsync(System, _readiness, node, Host, port, LivePatience).ConfigureAwait(false);
        }
        catch (SettingsException)
        {
            await _host.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Whatever became of the learner's actor, nobody waits for this run any more.
    private void Forget()
    {
        _seat?.Leave();
        NativeMessages.Warned -= _warned;
        NativeMessages.Failing -= _failing;
    }

    private void Create(ActorSystem system, OpenRun run)
    {
        var settings = new DirectorSettings(
            NodeActors.Handshake(system), Patience, Patience, Look, Settle: TimeSpan.Zero, Retry: false, Look, Look, TimeProvider.System);
        var queue = new SingleRun(run, _ended);
        _director = NodeActors.Create(system, NodeRoles.All, settings, queue, Look, directorPatience: null, (_, _) => run.Context, _readiness, static _ => { }).Director;
        var cluster = Akka.Cluster.Cluster.Get(system);
        cluster.RegisterOnMemberUp(() => _readiness.Up = true);
        cluster.Join(cluster.SelfAddress);
    }
}
