namespace MtrlAkka.Learning.Verification;

/// <summary>Things that are disposed of together.</summary>
internal sealed class Owned : IDisposable
{
    private readonly List<IDisposable> _things = [];

    /// <summary>Takes one over, and gives it back.</summary>
    public T Add<T>(T thing) where T : IDisposable
    {
        _things.Add(thing);
        return thing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var thing in _things) thing.Dispose();
    }
}
