namespace MtrlAkka.MetaWorld;

/// <summary>Names that a mistyped one may have meant, for messages.</summary>
public static class NearestNames
{
    private const int Most = 3;

    /// <summary>The known names near a mistyped one, nearest first; at most three, none where nothing is near.</summary>
    /// <param name="name">What was given; case and '_' for '-' do not count.</param>
    /// <param name="known">The names that there are.</param>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> known)
    {
        string given = Plain(name);
        return [.. known
            .Select(candidate => (candidate, distance: Gap(given, Plain(candidate))))
            .Where(x => x.distance is not null)
            .OrderBy(x => x.distance).ThenBy(x => x.candidate, StringComparer.Ordinal)
            .Take(Most).Select(x => x.candidate)];
    }

    /// <summary>The message for an unknown name: <c>unknown preset 'qick'; did you mean quick?</c>, or what there is where nothing is near.</summary>
    /// <param name="kind">What the name stands for: preset, key, task.</param>
    /// <param name="name">What was given.</param>
    /// <param name="known">The names that there are.</param>
    public static string Unknown(string kind, string name, IReadOnlyCollection<string> known)
    {
        var near = To(name, known);
        if (near.Count > 0) return $"unknown {kind} '{name}'; did you mean {string.Join(", ", near)}?";
        const int listed = 12;
        string rest = known.Count > listed ? $", … ({known.Count} in all)" : "";
        return $"unknown {kind} '{name}'; there are {string.Join(", ", known.Take(listed))}{rest}";
    }

    /// <summary>How many insertions, removals, replacements and swaps of neighbours make one word of the other.</summary>
    public static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }

    private static string Plain(string name) => name.ToLowerInvariant().Replace('_', '-');

    // Null where nothing suggests that one was meant by the other. A key may also be right but for its section.
    private static int? Gap(string given, string candidate)
    {
        int whole = Distance(given, candidate);
        if (whole <= Tolerance(given)) return whole;
        string word = LastWord(given);
        int words = Distance(word, LastWord(candidate));
        if (given.Contains('.', StringComparison.Ordinal) && words <= Tolerance(word)) return words;
        return Contains(given, candidate) ? whole : null;
    }

    private static int Tolerance(string given) => Math.Max(1, given.Length / 3);

    private static string LastWord(string key) => key[(key.LastIndexOf('.') + 1)..];

    // Three letters in common by chance are too many for a hint to be one.
    private static bool Contains(string given, string candidate) => given.Length >= 4 && candidate.Contains(given, StringComparison.Ordinal);
}
