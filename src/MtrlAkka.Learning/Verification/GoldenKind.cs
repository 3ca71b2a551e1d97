namespace MtrlAkka.Learning.Verification;

/// <summary>A kind of golden file: how to know it by its description and tensors, and how to compute the same again.</summary>
internal abstract class GoldenKind
{
    /// <summary>What such a file shows, in a word or two.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a file is of this kind; its name does not count.</summary>
    public abstract bool Understands(GoldenFile file);

    /// <summary>Why a file of this kind is not compared, or null where it is.</summary>
    public virtual string? NotCompared(GoldenFile file) => null;

    /// <summary>Computes what the file has, and adds the differences.</summary>
    /// <exception cref="InvalidDataException">The file lacks something, or asks for something that is not known here; the message says what.</exception>
    /// <exception cref="ArgumentException">Its sizes make no network.</exception>
    public abstract void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison);
}
