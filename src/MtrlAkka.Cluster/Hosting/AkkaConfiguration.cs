using Akka.Configuration;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>The actor system's HOCON: the files beside the program, and what only a run knows.</summary>
public static class AkkaConfiguration
{
    /// <summary>For a run: cluster, dispatchers, and the journal in the run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="runs">Runs of this process, which share the threads that step environments.</param>
    /// <param name="hocon">Settings over all of these, or null.</param>
    public static Config ForRun(RunFolder folder, RunSettings settings, int runs, string? hocon) => ConfigurationFactory.ParseString(hocon ?? "")
        .WithFallback(Journal(folder))
        .WithFallback(ConfigurationFactory.ParseString(
            $"mtrl-environments-dispatcher.dedicated-thread-pool.thread-count = {Math.Max(1, settings.Environments.Threads / runs)}"))
        .WithFallback(Read("akka.conf"));

    private static Config Journal(RunFolder folder)
    {
        string connection = $"Data Source={folder.Journal};Pooling=False";
        return ConfigurationFactory.ParseString(
                $"akka.persistence.journal.sql.connection-string = \"{connection}\"\n"
                + $"akka.persistence.snapshot-store.sql.connection-string = \"{connection}\"")
            .WithFallback(Read("sqlite.conf"))
            .WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);
    }

    private static Config Read(string name) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, name)));
}
