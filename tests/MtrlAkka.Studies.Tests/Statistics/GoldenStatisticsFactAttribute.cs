namespace MtrlAkka.Studies.Tests.Statistics;

/// <summary>A test against the golden file of statistics, skipped with its reason where that is absent.</summary>
internal sealed class GoldenStatisticsFactAttribute : FactAttribute
{
    public GoldenStatisticsFactAttribute()
    {
        if (File is null) Skip = "the golden files (../shared beside the repository, or MTRL_SHARED) are absent";
    }

    /// <summary>The file, or null where it is absent.</summary>
    public static string? File
    {
        get
        {
            string? shared = Environment.GetEnvironmentVariable("MTRL_SHARED");
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(shared) && at is not null; at = at.Parent)
            {
                if (System.IO.File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) shared = Path.Join(at.Parent!.FullName, "shared");
            }

            string file = Path.Join(shared, "golden", "statistics", "rliable.safetensors");
            return System.IO.File.Exists(file) ? file : null;
        }
    }
}
