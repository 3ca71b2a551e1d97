using System.Globalization;
using System.Net;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire.Streams;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>Where a node is and what it takes part in.</summary>
/// <param name="Roles">Its roles.</param>
/// <param name="Host">Name or address by which other nodes reach it.</param>
/// <param name="Port">Its port; 0: any free one.</param>
/// <param name="Seeds">Nodes to join, <c>HOST:PORT</c>; the first of all nodes names itself first. None: itself.</param>
/// <param name="RunsDirectory">Where runs are kept, on storage that all nodes see.</param>
/// <param name="Http">Port of its health endpoints and metrics; 0: any free one; null: none.</param>
/// <param name="Tls">Certificates of the node; null: nodes talk in clear.</param>
/// <param name="Hocon">Settings of the actor system over those of the files, or null.</param>
public sealed record ClusterNodeOptions(
    NodeRoles Roles, string Host, int Port, IReadOnlyList<string> Seeds, string RunsDirectory, int? Http, NodeTls? Tls, string? Hocon);

/// <summary>One node of a cluster: its actor system, its actors and its endpoints.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    /// <summary>Name of the actor systems of a cluster.</summary>
    public const string SystemName = "mtrl";

    private static readonly TimeSpan LivePatience = TimeSpan.FromSeconds(5);
    private readonly IHost _host;
    private readonly NodeReadiness _readiness = new();
    private readonly TaskCompletionSource<NodeEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeEndpoints? _endpoints;
    private IActorRef _node = ActorRefs.Nobody;

    private ClusterNode(IHost host) => _host = host;

    /// <summary>Completes when the process should end: asked to and relieved, refused, or taken out of the cluster.</summary>
    public Task<NodeEnd> Ended => _ended.Task;

    /// <summary>Address of the node, <c>HOST:PORT</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Port of the endpoints, or null.</summary>
    public int? Http => _endpoints?.Port;

    /// <summary>The actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Starts a node.</summary>
    /// <param name="options">Where it is and what it takes part in.</param>
    /// <param name="open">Opens a run by its name and configuration on this node.</param>
    /// <param name="face">What shows a run that this node's director leads.</param>
    /// <param name="logging">Adds the log's provider.</param>
    /// <exception cref="SettingsException">An address or port cannot be used.</exception>
    public static async Task<ClusterNode> StartAsync(
        ClusterNodeOptions options,
        Func<string, string, Run.RunContext> open,
        Func<RunFolder, RunConfiguration, long?, IOwnedFace> face,
        Action<IServiceCollection> logging)
    {
        ClusterNode? node = null;
        var configuration = AkkaConfiguration.ForNode(options);
        // Looked at before anything has begun: in the midst of an actor system's start is no place for a line about a port.
        new StreamPort(StreamSettings.From(configuration), clear: true, tls: null).Dispose();
        var queue = new ClusterQueue(options.RunsDirectory, () => node!.Address, open, face);
        var built = new HostBuilder()
            .ConfigureServices(services =>
            {
                logging(services);
                services.AddSingleton<IHostLifetime, CallersLifetime>();
                services.AddAkka(SystemName, akka => akka
                    .AddHocon(configuration, HoconAddMode.Prepend)
                    .AddTls(options.Tls, configuration)
                    .ConfigureLoggers(loggers =>
                    {
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    })
                    .WithActors((system, _) => node!.Create(system, options, queue, open)));
            })
            .Build();
        node = new ClusterNode(built);
        try
        {
            await built.StartAsync().ConfigureAwait(false);
            if (options.Http is { } port)
                node._endpoints = await NodeEndpoints.StartAsync(node.System, node._readiness, node.Address, options.Host, port, LivePatience).ConfigureAwait(false);
            return node;
        }
        catch (Exception error) when (error is not SettingsException && error.GetBaseException() is global::System.Net.Sockets.SocketException socket)
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw new SettingsException($"{options.Host}:{options.Port} cannot be this node's address ({socket.Message}): give another --host or --port", error);
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks to be relieved of its parts; <see cref="Ended"/> tells when.</summary>
    public void Leave() => _node.Tell(new LeaveNode());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_endpoints is not null) await _endpoints.DisposeAsync().ConfigureAwait(false);
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }

    private void Create(ActorSystem system, ClusterNodeOptions options, IRunQueue queue, Func<string, string, Run.RunContext> open)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        Address = NodeEntry.AddressOf(cluster.SelfAddress);
        var section = system.Settings.Config.GetConfig("mtrl-cluster");
        var settings = new DirectorSettings(
            NodeActors.Handshake(system),
            section.GetTimeSpan("patience"),
            section.GetTimeSpan("memory"),
            section.GetTimeSpan("report-interval"),
            section.GetTimeSpan("settle"),
            Retry: true,
            section.GetTimeSpan("first-pause"),
            section.GetTimeSpan("longest-pause"),
            TimeProvider.System);
        _node = NodeActors.Create(
            system, options.Roles, settings, queue, section.GetTimeSpan("report-interval"), section.GetTimeSpan("director-patience"), open, _readiness, end => _ended.TrySetResult(end)).Node;
        cluster.RegisterOnMemberUp(() => _readiness.Up = true);
        cluster.RegisterOnMemberRemoved(() => _ended.TrySetResult(new NodeEnd(NodeEndReason.Removed, "the cluster has taken this node out: it was silent for too long")));
        string[] seeds = options.Seeds.Count == 0 ? [Address] : [.. options.Seeds];
        cluster.JoinSeedNodes([.. seeds.Select(seed => AddressOf(cluster.SelfAddress, seed))]);
    }

    private static Address AddressOf(Address self, string text)
    {
        var (host, port) = HostPort.Parse(text);
        return self.WithHost(host).WithPort(port);
    }
}

/// <summary>A node's address as people write it.</summary>
public static class HostPort
{
    /// <summary>Host and port.</summary>
    /// <exception cref="SettingsException">It is no <c>HOST:PORT</c>.</exception>
    public static (string Host, int Port) Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort
            ? (text[..colon], port)
            : throw new SettingsException($"'{text}' is no address of a node: it is HOST:PORT, such as 127.0.0.1:7001");
    }
}
