using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Stores;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>
/// The queue of a cluster, kept in a file of the runs' folder, so that whichever node hosts the director next goes on with it.
/// </summary>
/// <param name="runsDirectory">Where the runs are, on storage that all nodes see.</param>
/// <param name="address">Address of this node, for others to know who has a run.</param>
/// <param name="open">Opens a run on this node.</param>
/// <param name="face">What shows a run that is led here; the number is the environment step that its figures go on from, or null.</param>
public sealed class ClusterQueue(
    string runsDirectory, Func<string> address, Func<string, string, Run.RunContext> open, Func<RunFolder, RunConfiguration, long?, IOwnedFace> face) : IRunQueue
{
    private readonly string _file = Path.Combine(runsDirectory, "cluster-queue.txt");

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => File.Exists(_file) ? [.. File.ReadAllLines(_file).Where(static line => line.Length > 0)] : [];

    /// <inheritdoc/>
    public int Submit(string run)
    {
        var folder = RunFolder.Find(runsDirectory, run);
        _ = RunConfiguration.Read(folder.Configuration);
        var names = Names.ToList();
        int at = names.IndexOf(folder.Name);
        if (at >= 0) return at;
        File.Delete(folder.Failure);
        names.Add(folder.Name);
        Write(names);
        return names.Count - 1;
    }

    /// <inheritdoc/>
    public async Task<OpenRun> OpenFirstAsync(IActorRef director)
    {
        var folder = RunFolder.Find(runsDirectory, Names[0]);
        var configuration = RunConfiguration.Read(folder.Configuration);
        var runLock = RunLock.Share(folder.Path, $"the cluster of {address()}");
        RunLease? lease = null;
        try
        {
            var location = JournalLocation.Of(folder);
            location.Prepare();
            lease = await RunLease.TakeAsync(
                location, LeaseHolder.Node(address()), TimeSpan.Zero, RunLease.DefaultTerm, why => director.Tell(new JournalOutOfReach(why))).ConfigureAwait(false);
            _ = lease.Lost.ContinueWith(lost => director.Tell(new RunTakenOver(lost.Result)), TaskScheduler.Default);
            var context = open(folder.Name, configuration.ToHocon());
            var journal = RunJournal.Read(location);
            long? resumeStep = journal.Begun ? (journal.Committed is [.., var last] ? last.Round : 0) * configuration.Settings.EnvironmentCount : null;
            var shown = face(folder, configuration, resumeStep);
            var kept = new KeptFace(shown);
            string preset = File.Exists(folder.PresetNote) ? await File.ReadAllTextAsync(folder.PresetNote).ConfigureAwait(false) : folder.Name;
            return new OpenRun(context, configuration.ToHocon(), new RunMeter(context, preset, kept), location, () => kept.Last, async () =>
            {
                shown.Dispose();
                await lease.DisposeAsync().ConfigureAwait(false);
                runLock.Dispose();
            });
        }
        catch
        {
            if (lease is not null) await lease.DisposeAsync().ConfigureAwait(false);
            runLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Ended(RunEnded ended)
    {
        var names = Names.ToList();
        if (ended.Failure is { } failure) File.WriteAllText(Path.Combine(runsDirectory, names[0], RunFolder.FailureName), failure);
        names.RemoveAt(0);
        Write(names);
    }

    // Whoever reads sees the queue before or after, never half of it.
    private void Write(IReadOnlyList<string> names)
    {
        string unfinished = _file + ".tmp";
        File.WriteAllLines(unfinished, names);
        File.Move(unfinished, _file, overwrite: true);
    }
}

/// <summary>A face whose files are closed with it.</summary>
public interface IOwnedFace : IRunFace, IDisposable;
