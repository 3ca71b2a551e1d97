using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Stores;

/// <summary>What a coordinator needs to know of its journal.</summary>
/// <param name="PersistenceId">Name of the run in its journal.</param>
/// <param name="JournalId">Path of the journal plugin's settings.</param>
/// <param name="SnapshotId">Path of the snapshot store's settings.</param>
public sealed record RunJournalPlugin(string PersistenceId, string JournalId, string SnapshotId);

/// <summary>
/// The journals of an actor system: which runs it leads shows only while it runs, so a run's journal is added then, as plugins of its own.
/// </summary>
public sealed class RunJournals : IExtension
{
    private const string Journal = "akka.persistence.journal", Snapshots = "akka.persistence.snapshot-store";
    private readonly ActorSystem _system;
    private readonly Dictionary<JournalLocation, RunJournalPlugin> _installed = [];

    private RunJournals(ActorSystem system) => _system = system;

    /// <summary>Adds the journal of a run, whose tables are there; one that was added before stays as it is.</summary>
    /// <param name="system">The actor system; its configuration has hocon/journal.conf.</param>
    /// <param name="location">Where the journal is.</param>
    public static RunJournalPlugin Install(ActorSystem system, JournalLocation location) => system.WithExtension<RunJournals, Provider>().Install(location);

    private RunJournalPlugin Install(JournalLocation location)
    {
        lock (_installed)
        {
            if (_installed.TryGetValue(location, out var known)) return known;
            string path = $"mtrl-journals.n{_installed.Count}";
            var plugin = new RunJournalPlugin(location.PersistenceId, Plugin(Journal, $"{path}.journal", location), Plugin(Snapshots, $"{path}.snapshots", location));
            _installed.Add(location, plugin);
            return plugin;
        }
    }

    // A configuration that names a plugin other than ours as the default one gets that.
    private string Plugin(string kind, string path, JournalLocation location)
    {
        var config = _system.Settings.Config;
        if (config.GetString($"{kind}.plugin") != $"{kind}.sql") return "";
        string store = $"mtrl-journal.{location.Store.ToString().ToLowerInvariant()}";
        _system.Settings.InjectTopLevelFallback(
            ConfigurationFactory.ParseString($"{path} {{\n  plugin-id = {path}\n  connection-string = {HoconText.Quoted(location.ConnectionString)}\n}}")
                .WithFallback(At(path, config.GetConfig(store)))
                .WithFallback(At(path, config.GetConfig($"{kind}.sql"))));
        return path;
    }

    private static Config At(string path, Config section)
    {
        var value = section.Root;
        foreach (string key in path.Split('.').Reverse())
        {
            var parent = new HoconObject();
            parent.Items[key] = value;
            value = new HoconValue();
            value.AppendValue(parent);
        }

        return new Config(new HoconRoot(value));
    }

    /// <summary>Makes the extension.</summary>
    public sealed class Provider : ExtensionIdProvider<RunJournals>
    {
        /// <inheritdoc/>
        public override RunJournals CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
