using MtrlAkka.Chaos.Trials;

namespace MtrlAkka.Chaos.Faults;

/// <summary>Something that goes wrong.</summary>
public abstract record Fault
{
    /// <summary>What kind it is.</summary>
    public abstract FaultKind Kind { get; }

    /// <summary>What tells it from others of its kind, as words.</summary>
    public abstract IReadOnlyList<string> Arguments { get; }

    /// <summary>It begins.</summary>
    public abstract Task BeginAsync(ChaosScene scene);

    /// <summary>It ends: what it took is given back.</summary>
    public virtual Task EndAsync(ChaosScene scene) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override string ToString() => string.Join(' ', Arguments.Prepend(Kind.Name));
}
