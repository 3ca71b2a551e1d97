using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Tests.Telemetry;

public sealed class NodeEndpointsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ActorSystem _system = ActorSystem.Create("one", """
        one-thread {
          type = ForkJoinDispatcher
          dedicated-thread-pool.thread-count = 1
        }
        """);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose()
    {
        _client.Dispose();
        _system.Dispose();
    }

    [Fact]
    public async Task Prometheus_gets_what_the_node_counted_and_nothing_of_other_nodes()
    {
        using var other = ActorSystem.Create("two");
        var (mine, others) = (NodeTelemetry.Of(_system), NodeTelemetry.Of(other));
        Assert.Same(mine, NodeTelemetry.Of(_system));
        mine.Steps.Add(41);
        others.Steps.Add(1000);
        await using var endpoints = await StartAsync(_system);
        await using var second = await StartAsync(other);
        mine.Restarts(RunPart.Environment).Add(2);
        mine.Committed(0.3, 5000, 200);
        mine.Committed(0.7, 5100, 100);
        mine.Quarantined = [("reach-v3", 1)];
        others.Round.Set(9);
        var figures = await Scrape(endpoints);
        Assert.Equal(41, figures["mtrl_environment_steps_total"]);
        Assert.Equal(2, figures["mtrl_part_restarts_total{part=\"environment\"}"]);
        Assert.Equal(0, figures["mtrl_part_restarts_total{part=\"learner\"}"]);
        Assert.Equal(1, figures["mtrl_run_quarantined{task=\"reach-v3\"}"]);
        Assert.Equal((2, 1, 1.0), (figures["mtrl_checkpoint_duration_seconds_count"], figures["mtrl_checkpoint_duration_seconds_bucket{le=\"0.5\"}"], figures["mtrl_checkpoint_duration_seconds_sum"]));
        Assert.Equal((5100, 300), (figures["mtrl_checkpoint_size_bytes"], figures["mtrl_checkpoint_written_bytes_total"]));
        Assert.Contains("mtrl_checkpoint_age_seconds", figures.Keys);
        Assert.Contains(figures.Keys, static name => name.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        Assert.DoesNotContain("mtrl_run_round", figures.Keys);
        mine.Steps.Add();
        mine.RunLeft();
        figures = await Scrape(endpoints);
        Assert.Equal(42, figures["mtrl_environment_steps_total"]);
        Assert.DoesNotContain(figures.Keys, static name => name.StartsWith("mtrl_run_quarantined", StringComparison.Ordinal) || name == "mtrl_checkpoint_age_seconds");
        figures = await Scrape(second);
        Assert.Equal((1000, 9), (figures["mtrl_environment_steps_total"], figures["mtrl_run_round"]));
    }

    [Fact]
    public async Task A_node_is_live_while_its_actor_system_answers()
    {
        // What answers runs beside an actor on a dispatcher of one thread, which that actor can hold up.
        await using var endpoints = await StartAsync(_system, patience: TimeSpan.FromMilliseconds(300), liveDispatcher: "one-thread");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get(endpoints, "live"));
        var holding = _system.ActorOf(Props.Create(() => new Holder()).WithDispatcher("one-thread"));
        using var held = new ManualResetEventSlim();
        holding.Tell(held);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the actor system has not answered for 0.3 s\n"), await Get(endpoints, "live"));
        held.Set();
        var deadline = Task.Delay(Patience);
        while ((await Get(endpoints, "live")).Status != HttpStatusCode.OK) Assert.False(deadline.IsCompleted, "the node is not live again");
        await _system.Terminate();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get(endpoints, "live")).Status);
    }

    [Fact]
    public async Task A_node_is_ready_while_it_takes_part()
    {
        var readiness = new NodeReadiness();
        await using var endpoints = await StartAsync(_system, readiness);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is not up in the cluster\n"), await Get(endpoints, "ready"));
        readiness.Up = true;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is not registered with the director\n"), await Get(endpoints, "ready"));
        readiness.Registered = true;
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get(endpoints, "ready"));
        readiness.Draining = true;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is draining\n"), await Get(endpoints, "ready"));
        Assert.Equal(HttpStatusCode.NotFound, (await Get(endpoints, "")).Status);
    }

    [Fact]
    public async Task A_port_that_cannot_be_had_is_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(_system, port: port));
        Assert.StartsWith($"port {port} of 127.0.0.1 cannot be had for --http (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("name another, or 0 for any free one", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.StartsWith($"port {port} of 127.0.0.1 cannot be had", Assert.Throws<SettingsException>(() => NodeEndpoints.RequireFree("127.0.0.1", port)).Message, StringComparison.Ordinal);
        taken.Stop();
        NodeEndpoints.RequireFree("127.0.0.1", port);
    }

    [Fact]
    public async Task The_port_is_free_once_the_endpoints_are_gone()
    {
        var endpoints = await StartAsync(_system);
        int port = endpoints.Port;
        await Get(endpoints, "live");
        await endpoints.DisposeAsync();
        await using var again = await StartAsync(_system, port: port);
        Assert.Equal(port, again.Port);
        Assert.Equal(HttpStatusCode.OK, (await Get(again, "live")).Status);
    }

    private static Task<NodeEndpoints> StartAsync(
        ActorSystem system, NodeReadiness? readiness = null, int port = 0, TimeSpan? patience = null, string liveDispatcher = "akka.actor.default-dispatcher") =>
        NodeEndpoints.StartAsync(system, readiness ?? new NodeReadiness(), "127.0.0.1:7001", "127.0.0.1", port, patience ?? Patience, liveDispatcher);

    private async Task<(HttpStatusCode Status, string Text)> Get(NodeEndpoints endpoints, string path)
    {
        using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{endpoints.Port}/{path}"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<Dictionary<string, double>> Scrape(NodeEndpoints endpoints)
    {
        var (status, text) = await Get(endpoints, "metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        return Exposition.Read(text);
    }

    private sealed class Holder : ReceiveActor
    {
        public Holder() => Receive<ManualResetEventSlim>(static held => held.Wait(Patience));
    }
}
