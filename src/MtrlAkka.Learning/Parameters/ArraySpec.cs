namespace MtrlAkka.Learning;

/// <summary>What an array is called and how long its dimensions are.</summary>
/// <param name="Name">Unique name, as in <see cref="NamedArray"/>.</param>
/// <param name="Shape">Length of each dimension.</param>
public sealed record ArraySpec(string Name, IReadOnlyList<long> Shape)
{
    /// <summary><c>'actor/head/kernel' [3, 400, 8]</c>.</summary>
    public override string ToString() => $"'{Name}' [{string.Join(", ", Shape)}]";
}
