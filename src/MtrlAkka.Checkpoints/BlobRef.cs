namespace MtrlAkka.Checkpoints;

/// <summary>The name of an immutable blob: what it holds decides what it is called.</summary>
/// <param name="Hash">SHA-256 of the content, 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Length of the content in bytes.</param>
public sealed record BlobRef(string Hash, long Size)
{
    /// <summary>SHA-256 of the content, 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">It is anything else, so it must never become a file's name.</exception>
    public string Hash { get; init; } = Hash is { Length: 64 } && Hash.All(char.IsAsciiHexDigitLower)
        ? Hash
        : throw new ArgumentException($"'{Hash}' is no SHA-256 in lower-case hexadecimal", nameof(Hash));

    /// <summary>The first twelve digits and the size, for messages.</summary>
    public override string ToString() => $"{Hash[..12]} ({Size} bytes)";
}
