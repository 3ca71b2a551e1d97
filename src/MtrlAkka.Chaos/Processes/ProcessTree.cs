using System.Globalization;

namespace MtrlAkka.Chaos.Processes;

/// <summary>Which process has started which, as Linux shows it in /proc.</summary>
internal static class ProcessTree
{
    /// <summary>All processes by their parent.</summary>
    public static ILookup<int, int> Children() => Directory.EnumerateDirectories("/proc")
        .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : 0)
        .Where(static process => process > 0)
        .Select(static process => (Process: process, Parent: ParentOf(process)))
        .ToLookup(static pair => pair.Parent, static pair => pair.Process);

    // The name before it is in parentheses and may hold anything.
    private static int ParentOf(int process)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
