namespace MtrlAkka.Dashboard.Metrics;

/// <summary>The newest warnings of a run: of its own log, and of the logs of nodes beside it.</summary>
/// <param name="folders">Folders of logs, with what to call them; asked at each look, for nodes come and go.</param>
internal sealed class LogTail(Func<IEnumerable<(string Folder, string? Source)>> folders)
{
    /// <summary>Warnings kept at most.</summary>
    public const int Most = 200;

    private const long FromEnd = 2 << 20;
    private readonly Dictionary<string, LineTail> _tails = new(StringComparer.Ordinal);
    private readonly List<LogWarning> _warnings = [];

    /// <summary>The newest warnings, newest first.</summary>
    public IReadOnlyList<LogWarning> Warnings { get; private set; } = [];

    /// <summary>Reads what is new.</summary>
    public void Read()
    {
        int before = _warnings.Count;
        foreach (var (folder, source) in folders())
        {
            if (Newest(folder) is not { } file) continue;
            if (!_tails.TryGetValue(file, out var tail)) _tails.Add(file, tail = new LineTail(file, fromEnd: FromEnd));
            tail.Read(static () => { }, line =>
            {
                if (LogWarning.Parse(line, source) is { } warning) _warnings.Add(warning);
            });
        }

        if (_warnings.Count == before) return;
        _warnings.Sort(static (one, other) => one.Time.CompareTo(other.Time));
        if (_warnings.Count > Most) _warnings.RemoveRange(0, _warnings.Count - Most);
        Warnings = [.. Enumerable.Reverse(_warnings)];
    }

    // Names have the date and, where a day's log is large, a number: the last by name is the newest.
    private static string? Newest(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "mtrl-*.json").MaxBy(static file => (file.Length, file), Comparer<(int, string)>.Create(static (one, other) =>
            one.Item1 != other.Item1 ? one.Item1.CompareTo(other.Item1) : string.CompareOrdinal(one.Item2, other.Item2))) : null;
}
