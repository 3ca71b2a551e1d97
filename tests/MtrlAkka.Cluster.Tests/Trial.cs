using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Physics;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A small run in this process, in a folder of its own; it may be ended and gone on with.</summary>
internal sealed class Trial : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastNews = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder _runs = new();
    private readonly MuJoCoLibrary _library;
    private readonly RunConfiguration _configuration;

    public Trial(MuJoCoLibrary library, params string[] settings)
        : this(library, null, settings)
    {
    }

    /// <summary>A run whose journal is in another place.</summary>
    public Trial(MuJoCoLibrary library, JournalStore journal, params string[] settings)
        : this(library, null, journal, settings)
    {
    }

    /// <summary>A run that starts from weights.</summary>
    public Trial(MuJoCoLibrary library, ImportedWeights? weights, params string[] settings)
        : this(library, weights, JournalStore.Sqlite, settings)
    {
    }

    private Trial(MuJoCoLibrary library, ImportedWeights? weights, JournalStore journal, string[] settings)
    {
        _library = library;
        _configuration = Small.Configuration(settings);
        if (weights is not null) _configuration = _configuration.With("learner.weights", weights.Hash);
        Folder = RunFolder.Create(_runs.Path, "small", "quick", _configuration, weights, journal);
    }

    private Trial(Trial other)
    {
        (_library, _configuration) = (other._library, other._configuration);
        Folder = new RunFolder(Path.Combine(_runs.Path, other.Folder.Name));
        foreach (string file in Directory.EnumerateFiles(other.Folder.Path, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Folder.Path, Path.GetRelativePath(other.Folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public RunFolder Folder { get; }

    public RunSettings Settings => _configuration.Settings;

    /// <summary>The news of the last life.</summary>
    public Notes Notes { get; private set; } = new(new LogLines());

    /// <summary>The fingerprint of the finished run.</summary>
    public RunFingerprint Fingerprint() => RunEnd.Fingerprint(Folder);

    /// <summary>The committed checkpoints.</summary>
    public IReadOnlyList<CheckpointManifest> Committed() => RunJournal.Read(Folder).Committed;

    /// <summary>The same run, ended where this one is, in another folder.</summary>
    public Trial Copy() => new(this);

    /// <summary>Runs until the run ends in this process.</summary>
    /// <param name="meanwhile">What happens to it.</param>
    /// <param name="blobs">The blob store, or null for the folder's own.</param>
    /// <param name="hocon">Settings of the actor system, or null.</param>
    /// <param name="company">The learner that it shares, and its place there.</param>
    public async Task<RunEnded> RunAsync(
        Func<RunHost, Task>? meanwhile = null, IBlobStore? blobs = null, string? hocon = null, (SharedLearner Learner, int Place)? company = null)
    {
        using var log = new LogLines();
        Notes = new Notes(log);
        await using var host = await RunHost.StartAsync(
            Folder, _configuration, _library, Notes, services => services.AddLogging(logging => logging.AddProvider(log)), blobs: blobs, hocon: hocon, company: company);
        if (meanwhile is not null) await DuringAsync(host, meanwhile(host));
        await TestWait.For(host.Ended, () => $"the end of the run (after {Notes})", Patience);
        return await host.Ended;
    }

    /// <summary>Runs until a checkpoint is committed, and stops there or a few rounds later.</summary>
    public async Task<RunEnded> StopAfterAsync(int round)
    {
        var ended = await RunAsync(host => Notes.ThenAsync($"checkpoint of round {round} committed", host.Stop));
        Assert.False(ended.Finished, "the run was over before it could be stopped");
        return ended;
    }

    // What is waited for does not come any more once the run has ended; its last news may be on their way.
    private async Task DuringAsync(RunHost host, Task meanwhile)
    {
        if (await Task.WhenAny(meanwhile, host.Ended) != meanwhile)
            await TestWait.For(meanwhile, () => $"what should have happened before the run ended ('{host.Ended.Result.Failure}', after {Notes})", LastNews);
        await meanwhile;
    }

    /// <summary>Runs to the end of all rounds.</summary>
    public async Task FinishAsync(Func<RunHost, Task>? meanwhile = null, IBlobStore? blobs = null)
    {
        var ended = await RunAsync(meanwhile, blobs);
        Assert.Null(ended.Failure);
        Assert.True(ended.Finished);
    }

    /// <summary>Sends something to an actor, as an accident would.</summary>
    public static void Send(RunHost host, string path, object message) => host.System.ActorSelection(path).Tell(message);

    public void Dispose() => _runs.Dispose();
}
