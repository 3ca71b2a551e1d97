namespace MtrlAkka.Learning;

/// <summary>The count of updates in a stored state: two float32 numbers, each exact, modulo 2^24 and its multiple.</summary>
internal static class UpdateCount
{
    public const string Name = "updates";
    private const long Base = 1 << 24;

    public static NamedArray Encode(long updates) => new(Name, [2], [updates % Base, updates / Base]);

    public static long Decode(IReadOnlyDictionary<string, NamedArray> arrays) =>
        arrays.TryGetValue(Name, out var array) && array.Values.Length == 2
            ? (long)array.Values[0] + ((long)array.Values[1] * Base)
            : throw new InvalidDataException($"the learner's state lacks '{Name}'");
}
