using System.Globalization;
using Akka.Configuration;
using Akka.Hosting;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Security;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>The actor system's HOCON: the files beside the program, and what only a run knows.</summary>
public static class AkkaConfiguration
{
    /// <summary>For a run: cluster, dispatchers, and what journals have in common.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="runs">Runs of this process, which share the threads that step environments.</param>
    /// <param name="hocon">Settings over all of these, or null.</param>
    public static Config ForRun(RunSettings settings, int runs, string? hocon) => ConfigurationFactory.ParseString(hocon ?? "")
        .WithFallback(Journals())
        .WithFallback(ConfigurationFactory.ParseString(
            $"mtrl-environments-dispatcher.dedicated-thread-pool.thread-count = {Math.Max(1, settings.Environments.Threads / runs)}"))
        .WithFallback(Read("akka.conf"));

    /// <summary>For a node of a cluster.</summary>
    /// <param name="options">Where it is and what it takes part in.</param>
    public static Config ForNode(ClusterNodeOptions options) => ConfigurationFactory.ParseString(options.Hocon ?? "")
        .WithFallback(ConfigurationFactory.ParseString(string.Create(
            CultureInfo.InvariantCulture,
            $"akka.cluster.roles = [{string.Join(", ", options.Roles.Names())}]\n"
            + $"akka.remote.dot-netty.tcp.hostname = \"{options.Host}\"\n"
            + $"akka.remote.dot-netty.tcp.port = {options.Port}\n")))
        .WithFallback(ConfigurationFactory.ParseString(options.Tls is null ? "" : NodeTls.Hocon))
        .WithFallback(Read("cluster.conf"))
        .WithFallback(Journals())
        .WithFallback(Read("akka.conf"));

    /// <summary>For a program beside a cluster that talks to its nodes.</summary>
    /// <param name="tls">Its certificates; null: it talks in clear.</param>
    public static Config ForClient(NodeTls? tls = null) =>
        ConfigurationFactory.ParseString($"akka.actor.provider = remote\n{(tls is null ? "" : NodeTls.Hocon)}").WithFallback(Read("akka.conf"));

    /// <summary>For a process that is at work on a study.</summary>
    public static Config ForStudy() => Read("study.conf").WithFallback(Journals());

    /// <summary>Has an actor system talk over TLS.</summary>
    internal static AkkaConfigurationBuilder AddTls(this AkkaConfigurationBuilder akka, NodeTls? tls, Config configuration) =>
        tls is null ? akka : akka.AddSetup(tls.Setup(ChecksHosts(configuration))).AddSetup(new NodeTlsSetup(tls, ChecksHosts(configuration)));

    /// <summary>Whether a certificate must be for the name that its node is called by.</summary>
    internal static bool ChecksHosts(Config configuration) => configuration.GetBoolean("akka.remote.dot-netty.tcp.ssl.validate-certificate-hostname");

    /// <summary>What the journals of runs are made from (<see cref="Stores.RunJournals"/>).</summary>
    public static Config Journals() => Read("journal.conf")
        .WithFallback(Read("sqlite.conf"))
        .WithFallback(Read("postgres.conf"))
        .WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);

    private static Config Read(string name) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RunConfiguration.HoconDirectory, name)));
}
