namespace MtrlAkka.MetaWorld;

/// <summary>Suggests what a mistyped name may have meant.</summary>
internal static class NearestNames
{
    /// <summary>The few names that take the fewest changed letters.</summary>
    public static IEnumerable<string> Of(string name, IEnumerable<string> names, int count = 3) =>
        names.OrderBy(candidate => Edits(name, candidate)).ThenBy(static candidate => candidate, StringComparer.Ordinal).Take(count);

    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
