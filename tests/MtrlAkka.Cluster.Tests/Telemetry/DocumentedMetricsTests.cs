using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Tests.Interchange;

namespace MtrlAkka.Cluster.Tests.Telemetry;

/// <summary>docs/operations.md lists what a node exports, as Prometheus gets it.</summary>
public partial class DocumentedMetricsTests
{
    [Fact]
    public async Task The_document_has_every_metric()
    {
        using var system = ActorSystem.Create("documented");
        var meter = NodeTelemetry.Of(system);
        await using var endpoints = await NodeEndpoints.StartAsync(system, new NodeReadiness(), "127.0.0.1:7001", "127.0.0.1", 0, TimeSpan.FromSeconds(10));
        foreach (var level in new[] { meter.BulkInFlight, meter.BulkQueued, meter.BulkUnhandled, meter.Epoch, meter.PolicyAge, meter.Round, meter.Unreachable }) level.Set(1);
        meter.Committed(1, 1, 1);
        meter.Paused(1);
        meter.HeartbeatCame(1, late: false);
        meter.Quarantined = [("reach-v3", 1)];
        meter.Watch("learner", system.ActorOf(Props.Create(() => new Silent())));
        using var client = new HttpClient();
        string scraped = await client.GetStringAsync(new Uri($"http://127.0.0.1:{endpoints.Port}/metrics"));
        string table = Table(scraped);
        string text = await File.ReadAllTextAsync(Path.Join(Numpy.Root, "docs", "operations.md"));
        Assert.True(text.Contains(table, StringComparison.Ordinal), $"docs/operations.md must have this table:\n\n{table}");
        // Queries name nothing that is not exported.
        string[] exported = [.. Exposition.Read(scraped).Keys.Select(static name => name.Split('{')[0]).Distinct()];
        Assert.All(Name().Matches(text).Select(static match => match.Value).Distinct(), name => Assert.Contains(exported, one => one == name || one == $"{name}_bucket"));
    }

    private static string Table(string scraped)
    {
        var table = new StringBuilder("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
        string[] lines = scraped.Split('\n');
        foreach (var metric in Metric().Matches(scraped).OrderBy(static match => match.Groups["name"].Value, StringComparer.Ordinal))
        {
            string name = metric.Groups["name"].Value;
            string sample = lines.First(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) || line.StartsWith($"{name}_bucket{{", StringComparison.Ordinal));
            string[] labels = [.. Label().Matches(sample).Select(static match => $"`{match.Groups["label"].Value}`").Where(static label => label is not ("`otel_scope_name`" or "`le`"))];
            table.Append("| `").Append(name).Append("` | ").Append(metric.Groups["kind"].Value).Append(" | ").AppendJoin(", ", labels)
                .Append(" | ").Append(metric.Groups["help"].Value).Append(" |\n");
        }

        return table.ToString();
    }

    [GeneratedRegex("""# TYPE (?<name>mtrl_\w+) (?<kind>\w+)\n# HELP \k<name> (?<help>.*)""")]
    private static partial Regex Metric();

    [GeneratedRegex("""(?<label>\w+)=""")]
    private static partial Regex Label();

    [GeneratedRegex("""\bmtrl_\w+(?![\w*])""")]
    private static partial Regex Name();

    private sealed class Silent : ReceiveActor;
}
