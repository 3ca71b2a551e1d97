using System.Globalization;
using MtrlAkka.Cli.Timing;
using MtrlAkka.Load.Simulation;
using MtrlAkka.Load.Simulation.Figures;

namespace MtrlAkka.Cli.Display;

/// <summary>What simulations found, as tables.</summary>
internal static class SimulationText
{
    /// <summary>Writes predictions.</summary>
    public static void Write(TextWriter output, ServiceFigures figures, IReadOnlyList<Prediction> predictions)
    {
        output.WriteLine(Text($"service times of {figures.Machine}"));
        var table = new TextTable(">workers", ">environments", ">steps/s", ">updates/s", ">learner waits", ">for replay", ">for weights", "bottleneck", "next");
        foreach (var one in predictions)
        {
            table.Add(
                one.Workers == 0 ? "one process" : Text($"{one.Workers}"),
                Text($"{one.Environments:N0}"),
                Text($"{one.StepsPerSecond:N0}"),
                Text($"{one.UpdatesPerSecond:0.00}"),
                Text($"{one.LearnerWaits:P0}"),
                Text($"{one.WaitForReplay:P0}"),
                Text($"{one.WaitForWeights:P0}"),
                Text($"{one.Bottleneck} ({one.Resources[0].Busy:P0})"),
                Text($"{one.Next.Name} at {one.Next.Headroom:0.0} times"));
        }

        table.Write(output);
        output.WriteLine("learner waits: share of its time without a batch; for replay, for weights: share of their time that environments stand still");
    }

    /// <summary>Writes a comparison with real runs.</summary>
    public static void Write(TextWriter output, ServiceFigures figures, IReadOnlyList<CheckedRun> runs)
    {
        output.WriteLine(Text($"service times of {figures.Machine}; real runs in one process of this machine"));
        var table = new TextTable("run", ">steps/s", ">predicted", ">error", ">updates/s", ">predicted", ">core-ms a step", ">predicted", ">error");
        foreach (var one in runs)
        {
            table.Add(
                one.Name,
                Text($"{one.Measured.StepsPerSecond:N0}"),
                Text($"{one.Predicted.StepsPerSecond:N0}"),
                Text($"{one.RateError:+0%;-0%}"),
                Text($"{one.Measured.UpdatesPerSecond:0.00}"),
                Text($"{one.Predicted.UpdatesPerSecond:0.00}"),
                Text($"{one.Measured.CoreSecondsAStep * 1e3:0.000}"),
                Text($"{one.Predicted.CoreSecondsAStep * 1e3:0.000}"),
                Text($"{one.CoreSecondsError:+0%;-0%}"));
        }

        table.Write(output);
        output.WriteLine("where other work shares the machine the rates fall with it, and core-seconds are what compares");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
