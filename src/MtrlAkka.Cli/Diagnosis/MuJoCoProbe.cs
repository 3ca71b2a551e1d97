using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>The physics library: which one a run would take, and whether its structs are known.</summary>
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
}
