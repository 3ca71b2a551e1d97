using MtrlAkka.Learning.Verification.Brc;
using MtrlAkka.Learning.Verification.Reference;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification;

/// <summary>
/// Computes again what reference implementations recorded in golden files, with the code that trains, in float64 and in
/// float32. The kinds of files are known by their descriptions and tensors alone, and every size is read from them.
/// </summary>
public sealed class LearningVerifier
{
    // The first that understands a file has it.
    private static readonly IReadOnlyList<GoldenKind> Kinds =
    [
        .. GoldenEvidence.All,
        new ArchitectureForward(),
        new PlainUpdate(),
        new TaskUpdate(),
        new PlasticityFigures(),
        new ParameterCounts(),
        new BrcForward(),
        new BrcUpdate(),
        new BrcModules(),
        new BrcCategorical(),
        new BrcCategoricalTop(),
        new BrcNormaliser(),
        new BrcParameterCounts(),
    ];

    private readonly GoldenMachine[] _machines;

    /// <summary>Verifies on a device, with the kernels that train there.</summary>
    public LearningVerifier(Device device) : this(device, type => DeviceKernels.For(device, type))
    {
    }

    /// <summary>Verifies given kernels.</summary>
    internal LearningVerifier(Device device, Func<ScalarType, DeviceKernels> kernels)
    {
        TorchLibrary.Load();
        _machines = [.. new[] { ScalarType.Float64, ScalarType.Float32 }.Select(type => new GoldenMachine(device, type, kernels(type)))];
    }

    /// <summary>Compares a file; what is wrong with it is in the report.</summary>
    public GoldenReport Verify(GoldenFile file)
    {
        var kind = Kinds.FirstOrDefault(kind => kind.Understands(file));
        if (kind is null) return NotUnderstood(file.Name, "its description and tensors are of no kind that is known here");
        if (kind.NotCompared(file) is { } reason) return new GoldenReport(file.Name, kind.Name, GoldenOutcome.NotCompared, reason, [], []);
        try
        {
            GoldenComparison[] sides = [.. _machines.Select(machine => Compare(kind, file, machine))];
            var lines = Join(sides[0], sides[1]);
            if (lines.Count == 0) return NotUnderstood(file.Name, $"it is of the kind '{kind.Name}', and there is nothing in it to compare");
            var outcome = lines.All(static line => line.Within) ? GoldenOutcome.Passed : GoldenOutcome.Failed;
            return new GoldenReport(file.Name, kind.Name, outcome, null, lines, file.Unused);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            return NotUnderstood(file.Name, error.Message) with { Kind = kind.Name };
        }
    }

    /// <summary>The report of a file that could not be read.</summary>
    public static GoldenReport NotUnderstood(string name, string why) => new(name, "", GoldenOutcome.NotUnderstood, why, [], []);

    private static GoldenComparison Compare(GoldenKind kind, GoldenFile file, GoldenMachine machine)
    {
        using var scope = NewDisposeScope();
        var comparison = new GoldenComparison(machine.Wide);
        kind.Compare(file, machine, comparison);
        return comparison;
    }

    private static List<GoldenLine> Join(GoldenComparison wide, GoldenComparison narrow)
    {
        var doubles = wide.Quantities.ToDictionary();
        var singles = narrow.Quantities.ToDictionary();
        return
        [
            .. wide.Quantities.Concat(narrow.Quantities).Select(static quantity => quantity.Key).Distinct().Select(name =>
            {
                var (first, second) = (doubles.GetValueOrDefault(name), singles.GetValueOrDefault(name));
                return new GoldenLine(name, (first ?? second)!.Values, first, second);
            }),
        ];
    }
}
