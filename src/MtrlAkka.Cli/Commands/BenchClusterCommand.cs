using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Display;
using MtrlAkka.Cli.Timing.Wire;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>bench cluster</c>: the wire between two processes of this program, beside plain TCP and one process's memory.</summary>
internal static class BenchClusterCommand
{
    public static Command Create()
    {
        var (tasks, copies, mujoco) = (Tasks(), Copies(), Options.MuJoCo());
        var sizes = new Option<double[]>("--megabytes") { Description = "Sizes of weights to publish.", DefaultValueFactory = _ => [0.1, 1, 10, 50], AllowMultipleArgumentsPerToken = true };
        Within(sizes, 0.001, 500);
        var seconds = new Option<double>("--seconds") { Description = "About how long to measure.", DefaultValueFactory = _ => 20 };
        Within(seconds, 1, 86400);
        var json = Options.Json();
        var command = new Command("cluster", "Transitions, batches and weights between two processes beside plain TCP and memory.") { tasks, copies, sizes, seconds, json, mujoco };
        command.SetAction(async (parsed, _) =>
        {
            var bench = new WireBenchmark(new BenchRun(parsed.GetValue(tasks)!, parsed.GetValue(copies)), parsed.GetValue(seconds));
            var figures = await bench.MeasureAsync(parsed.GetValue(sizes)!, parsed.GetValue(mujoco));
            if (parsed.GetValue(json)) JsonText.Write(Console.Out, figures);
            else Print(figures);
            return 0;
        });
        return command;
    }

    /// <summary>What the second process runs; it serves the first one alone.</summary>
    public static Command CreatePeer()
    {
        var (tasks, copies, mujoco) = (Tasks(), Copies(), Options.MuJoCo());
        var seed = new Option<int>("--seed") { Description = "Port of the node to join.", Required = true };
        var command = new Command(BenchPeerProcess.Command, "The second process of bench cluster.") { tasks, copies, seed, mujoco };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            await BenchPeer.ServeAsync(
                new BenchRun(parsed.GetValue(tasks)!, parsed.GetValue(copies)), parsed.GetValue(seed), MuJoCoLibrary.Load(parsed.GetValue(mujoco)));
            return 0;
        });
        return command;
    }

    private static void Within(Option option, double least, double most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !(value >= least && value <= most)))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: it must be in [{least}, {most}]"));
    });

    private static Option<string> Tasks() => new("--tasks") { Description = "A benchmark.", DefaultValueFactory = _ => "MT50" };

    private static Option<int> Copies()
    {
        var copies = new Option<int>("--copies") { Description = "Environments of each task.", DefaultValueFactory = _ => 1 };
        copies.AtLeast(1);
        return copies;
    }

    private static void Print(WireFigures figures)
    {
        var (transitions, batches) = (figures.Transitions, figures.Batches);
        Print($"two processes over loopback, {figures.Cores} cores, load {figures.Load:0.0} before; the fastest of three turns counts");
        Print($"transitions, {transitions.ARound} a round ({transitions.Bytes / 1e3:0.0} kB), {transitions.Ahead} rounds ahead: {transitions.Rate:0} /s; plain TCP {transitions.SocketRate:0} /s ({transitions.Rate / transitions.SocketRate:P1}), appended in one process {transitions.LocalRate:0} /s");
        Print($"a round acknowledged, one at a time: {transitions.Milliseconds:0.000} ms; plain TCP {transitions.SocketMilliseconds:0.000} ms; core time of a round, many on the way: {transitions.Compute:0.000} ms; plain TCP {transitions.SocketCompute:0.000} ms");
        Print($"batches, {batches.Rows} rows ({batches.Bytes / 1e6:0.00} MB), {batches.Ahead} rounds ahead: {batches.Rate:0} /s, {batches.Rate * batches.Bytes / 1e6:0} MB/s; plain TCP {batches.SocketRate:0} /s ({batches.Rate / batches.SocketRate:P1}), copied in memory {batches.CopyRate:0} /s, drawn in one process {batches.DrawRate:0} /s; core time of a batch {batches.Compute:0.00} ms, plain TCP {batches.SocketCompute:0.00} ms");
        var flow = figures.Flow;
        Print($"messages of {flow.Bytes / 1e6:0.00} MB that are there already, {flow.Ahead} ahead: {flow.Rate:0} /s, {flow.Rate * flow.Bytes / 1e6:0} MB/s; plain TCP {flow.SocketRate:0} /s ({flow.Rate / flow.SocketRate:P1}); core time of a message {flow.Compute:0.00} ms, plain TCP {flow.SocketCompute:0.00} ms");
        foreach (var publish in figures.Publishes)
            Print($"publish of {publish.Bytes / 1e6:0.0##} MB, {publish.Count} times: median {publish.Median:0.00} ms, p99 {publish.P99:0.00} ms; plain TCP {publish.SocketMedian:0.00} and {publish.SocketP99:0.00} ms");
        foreach (var (heartbeats, from) in figures.Heartbeats.Zip(["second", "first"]))
            Print($"heartbeats of the {from} process: {heartbeats.Late} late of {heartbeats.Came}, at most {heartbeats.LongestGap:0.00} s between two");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
