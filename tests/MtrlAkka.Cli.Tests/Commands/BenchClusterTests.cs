using System.Text.Json;
using System.Text.Json.Serialization;
using MtrlAkka.Cli.Timing.Wire;

namespace MtrlAkka.Cli.Tests.Commands;

public class BenchClusterTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact]
    public async Task Two_processes_measure_the_wire_between_them()
    {
        string output = await MtrlProcess.OutputAsync("bench", "cluster", "--tasks", "MT10", "--copies", "2", "--megabytes", "0.01", "1", "--seconds", "2", "--json");
        var figures = JsonSerializer.Deserialize<WireFigures>(output, Json)!;
        var (transitions, batches) = (figures.Transitions, figures.Batches);
        Assert.Equal((20, 1280), (transitions.ARound, batches.Rows));
        // A row has 84 numbers, and its message some words beside them.
        Assert.InRange(transitions.Bytes, 20 * 83 * sizeof(float), 20 * 100 * sizeof(float));
        Assert.InRange(batches.Bytes, 1280 * 84 * sizeof(float), (1280 * 84 * sizeof(float)) + 100);
        Assert.All(
            [
                transitions.Rate, transitions.SocketRate, transitions.LocalRate, transitions.Milliseconds, transitions.SocketMilliseconds, transitions.Compute,
                batches.Rate, batches.SocketRate, batches.CopyRate, batches.DrawRate, batches.Compute,
                figures.Flow.Rate, figures.Flow.SocketRate, figures.Flow.Compute,
            ],
            static figure => Assert.True(double.IsFinite(figure) && figure > 0, $"{figure}"));
        Assert.Equal([10_000, 1_000_000], figures.Publishes.Select(static publish => publish.Bytes));
        Assert.All(figures.Publishes, static publish =>
        {
            Assert.True(publish.Count > 0);
            Assert.InRange(publish.Median, double.Epsilon, publish.P99);
            Assert.InRange(publish.SocketMedian, double.Epsilon, publish.SocketP99);
        });
        Assert.Equal(2, figures.Heartbeats.Count);
        Assert.All(figures.Heartbeats, static heartbeats =>
        {
            Assert.True(heartbeats.Came > 0);
            Assert.InRange(heartbeats.Late, 0, heartbeats.Came);
            Assert.InRange(heartbeats.LongestGap, double.Epsilon, 60);
        });
    }

    [Theory]
    [InlineData("--tasks MT11", "MT11")]
    [InlineData("--megabytes 0", "--megabytes: it must be in [0.001, 500]")]
    [InlineData("--seconds 0", "--seconds: it must be in [1, 86400]")]
    public async Task What_cannot_be_measured_is_refused_in_one_line(string arguments, string says) =>
        Assert.Contains(says, await MtrlProcess.RefusedAsync(["bench", "cluster", .. arguments.Split(' ')]), StringComparison.Ordinal);
}
