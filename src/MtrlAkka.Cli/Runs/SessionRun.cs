using Microsoft.Extensions.DependencyInjection;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Dashboard.Links;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Runs;

/// <summary>One run of a session: its lock, its log and files of figures, and the host of its actors.</summary>
internal sealed class SessionRun : IAsyncDisposable
{
    private RunLogging? _logging;
    private RunLock? _lock;
    private RunFace? _face;
    private RunHost? _host;
    private HostLink? _link;

    private SessionRun(RunFolder folder, RunConfiguration configuration, RunLock runLock, long? resumeStep)
    {
        (Folder, Configuration, _lock, ResumeStep) = (folder, configuration, runLock, resumeStep);
        _logging = new RunLogging(folder.Path);
    }

    /// <summary>Where it is.</summary>
    public RunFolder Folder { get; }

    /// <summary>Its configuration.</summary>
    public RunConfiguration Configuration { get; }

    private long? ResumeStep { get; }

    /// <summary>Takes a run's folder; null where the run is finished.</summary>
    /// <exception cref="RunLockedException">Another process has the run.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be read.</exception>
    /// <exception cref="SettingsException">The environment does not tell where the journal is.</exception>
    public static SessionRun? Open(RunFolder folder, RunConfiguration configuration)
    {
        // Before any file of the run is opened: another process may be writing to them.
        var runLock = RunLock.Take(folder.Path);
        try
        {
            var journal = RunJournal.Read(folder);
            if (journal.Finished)
            {
                runLock.Dispose();
                return null;
            }

            long? resumeStep = journal.Begun
                ? (journal.Committed is [.., var last] ? last.Round : 0) * configuration.Settings.EnvironmentCount
                : null;
            return new SessionRun(folder, configuration, runLock, resumeStep);
        }
        catch
        {
            runLock.Dispose();
            throw;
        }
    }

    /// <summary>Begins or goes on with the run.</summary>
    /// <param name="display">Where it shows itself.</param>
    /// <param name="library">The MuJoCo library.</param>
    /// <param name="company">The learner that it shares, and its place there; null for one of its own.</param>
    /// <param name="http">Port of health and metrics; 0: any free one; null: none.</param>
    /// <param name="link">Told that it is under way, for the live page.</param>
    public async Task StartAsync(TrainingDisplay display, MuJoCoLibrary library, (SharedLearner Learner, int Place)? company, int? http, HostLink link)
    {
        var logging = _logging!;
        logging.ConsoleLine = line => display.Note(Folder.Name, line);
        logging.ConsoleLevel = Serilog.Events.LogEventLevel.Fatal;
        _face = new RunFace(Folder, display, ResumeStep);
        // Figures of two reward versions must not be mixed, so the files of figures say which one theirs is.
        if (ResumeStep is null) _face.Write(0, [("run/reward_version", (int)Configuration.Settings.Environments.Reward)]);
        var held = _lock;
        _lock = null;
        _host = await RunHost.StartAsync(Folder, Configuration, library, _face, logging.AddTo, held, company: company, http: http).ConfigureAwait(false);
        link.Add(Folder.Name, _host);
        _link = link;
        if (_host.Http is { } port) display.Note(Folder.Name, $"health and metrics on http://127.0.0.1:{port}");
    }

    /// <summary>Has something else of this process write into the run's log.</summary>
    public void AddLog(IServiceCollection services) => _logging!.AddTo(services);

    /// <summary>Ends it after a checkpoint.</summary>
    public void Stop() => _host?.Stop();

    /// <summary>Waits for its end, and gives up its actors and its place in a shared learner.</summary>
    public async Task<RunEnded> EndAsync()
    {
        var ended = await _host!.Ended.ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        return ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _link?.Remove(Folder.Name);
        if (_host is not null) await _host.DisposeAsync().ConfigureAwait(false);
        _host = null;
        _face?.Dispose();
        _face = null;
        _lock?.Dispose();
        _lock = null;
        _logging?.Dispose();
        _logging = null;
    }
}
