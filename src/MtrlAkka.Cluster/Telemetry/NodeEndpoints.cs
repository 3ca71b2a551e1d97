using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MtrlAkka.Cluster.Telemetry;

/// <summary>
/// The HTTP port of a node, for supervisors and Prometheus: <c>/live</c> (the actor system handles messages), <c>/ready</c>
/// (the node takes part) and <c>/metrics</c>. Both of the former answer 200 or 503 with a line that says why.
/// </summary>
public sealed class NodeEndpoints : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly MeterProvider _metrics;

    private NodeEndpoints(WebApplication web, MeterProvider metrics, int port) => (_web, _metrics, Port) = (web, metrics, port);

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="readiness">Whether the node takes part.</param>
    /// <param name="node">Name of the node in the figures, <c>HOST:PORT</c>.</param>
    /// <param name="host">Address to listen on; a name listens on every address of this machine.</param>
    /// <param name="port">The port; 0: any free one.</param>
    /// <param name="patience">How long the actor system may take to answer before it does not count as live.</param>
    /// <param name="dispatcher">The dispatcher that must give a turn in time.</param>
    /// <exception cref="SettingsException">The port cannot be had.</exception>
    public static async Task<NodeEndpoints> StartAsync(
        ActorSystem system, NodeReadiness readiness, string node, string host, int port, TimeSpan patience, string dispatcher = Dispatchers.DefaultDispatcherId)
    {
        var meter = NodeTelemetry.Of(system);
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.Clear().AddService("mtrl", serviceVersion: RunHost.ProjectVersion, serviceInstanceId: node))
            .AddMeter(NodeMeter.Name, "System.Runtime")
            // Other nodes of this process have meters of this name too.
            .AddView(instrument => instrument.Meter.Name == NodeMeter.Name && instrument.Meter != meter.Meter ? MetricStreamConfiguration.Drop : null)
            .AddPrometheusExporter(static options => options.ScrapeResponseCacheDurationMilliseconds = 0)
            .Build();
        var web = Create(host, port);
        var liveness = system.ActorOf(Props.Create(() => new LivenessActor()).WithDispatcher(dispatcher));
        web.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, context => context.Request.Path == "/metrics", null, null, null);
        web.MapGet("/live", async () => Answer(await LiveProblem(liveness, patience).ConfigureAwait(false)));
        web.MapGet("/ready", () => Answer(readiness.Missing));
        try
        {
            await web.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            metrics.Dispose();
            await web.DisposeAsync().ConfigureAwait(false);
            throw Taken(host, port, error);
        }

        return new NodeEndpoints(web, metrics, new Uri(web.Urls.First()).Port);
    }

    /// <summary>Checks that a port can be had now.</summary>
    /// <param name="host">An address of this machine.</param>
    /// <param name="port">The port.</param>
    /// <exception cref="SettingsException">It cannot.</exception>
    public static void RequireFree(string host, int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Parse(host), port);
            listener.Start();
        }
        catch (SocketException error)
        {
            throw Taken(host, port, error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    private static SettingsException Taken(string host, int port, Exception error) =>
        new($"port {port} of {host} cannot be had for --http ({error.Message.TrimEnd('.')}): name another, or 0 for any free one", error);

    private static WebApplication Create(string host, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // Signals are the program's, which leaves the cluster first.
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (IPAddress.TryParse(host, out var address)) kestrel.Listen(address, port);
            else kestrel.ListenAnyIP(port);
        });
        return builder.Build();
    }

    private static async Task<string?> LiveProblem(IActorRef liveness, TimeSpan patience)
    {
        try
        {
            await liveness.Ask<object>(LivenessActor.Ping, patience).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is AskTimeoutException or TaskCanceledException)
        {
            return $"the actor system has not answered for {patience.TotalSeconds} s";
        }
    }

    private static IResult Answer(string? problem) => problem is null
        ? Results.Text("ok\n")
        : Results.Text(problem + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
