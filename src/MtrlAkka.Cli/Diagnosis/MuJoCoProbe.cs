using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>The physics library: which one a run would take, whether its structs are known, and what becomes of its errors.</summary>
internal static class MuJoCoProbe
{
    private const string Preferred = "3.3.0";

    public static Finding Library(string? named)
    {
        try
        {
            var library = MuJoCoLibrary.Load(named);
            string text = $"{library.Version} at {library.Path}";
            return library.Version == "2.2.2"
                ? new Finding(Health.Warn, "", text, $"{Preferred} is two to three times as fast: ./mtrl doctor --refresh fetches it, or put it at {LibraryLocator.CachedPath}")
                : new Finding(Health.Ok, "", text);
        }
        catch (MuJoCoException error)
        {
            return new Finding(Health.Fail, "", error.Message,
                $"run ./mtrl doctor --refresh, or put libmujoco.so.{Preferred} at {LibraryLocator.CachedPath}, or apt-get install libmujoco2.2.2, or name a file with {LibraryLocator.Variable}");
        }
    }

    public static Finding Guard(string? named)
    {
        try
        {
            var library = MuJoCoLibrary.Load(named);
            return library.GuardPath is { } path
                ? new Finding(Health.Ok, "", $"MuJoCo's own errors are caught by {path}")
                : new Finding(Health.Warn, "", $"none ({library.GuardProblem}): an error of MuJoCo's own ends the process",
                    "start through ./mtrl, and apt-get install gcc libc6-dev");
        }
        catch (MuJoCoException)
        {
            return new Finding(Health.Warn, "", "not tried, for want of MuJoCo");
        }
    }
}
