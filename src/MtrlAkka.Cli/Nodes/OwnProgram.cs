namespace MtrlAkka.Cli.Nodes;

/// <summary>How this program is started again, for nodes in processes of their own.</summary>
internal static class OwnProgram
{
    /// <summary>Program and arguments before those of the command.</summary>
    public static IReadOnlyList<string> CommandLine
    {
        get
        {
            string process = Environment.ProcessPath ?? "dotnet";
            return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "mtrl.dll")] : [process];
        }
    }
}
