using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>Where golden files are, and how far figures are from others.</summary>
internal static class Golden
{
    /// <summary>The folder that tests of the reference's figures read, or null where it is absent.</summary>
    public static string? Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable("MTRL_SHARED") is { Length: > 0 } given) return Path.Join(given, "golden", "learning");
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (!File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) continue;
                string folder = Path.Join(at.Parent!.FullName, "shared", "golden", "learning");
                return Directory.Exists(folder) ? folder : null;
            }

            return null;
        }
    }

    /// <summary>The elements of a matrix.</summary>
    public static double[] Values(Matrix matrix)
    {
        using var scope = NewDisposeScope();
        return matrix.Tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>The largest difference, absolute or relative to the larger of the value and 1.</summary>
    public static double Largest(IReadOnlyList<double> values, IReadOnlyList<double> expected)
    {
        Assert.Equal(expected.Count, values.Count);
        double worst = 0;
        for (int i = 0; i < values.Count; i++)
        {
            double error = Math.Abs(values[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }

        return worst;
    }
}
