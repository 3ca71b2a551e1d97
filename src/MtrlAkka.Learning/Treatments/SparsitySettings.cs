namespace MtrlAkka.Learning;

/// <summary>Settings of sparse kernels (<see cref="SparseMask"/>).</summary>
public sealed record SparsitySettings
{
    /// <summary>Share of all kernels' weights that have no connection, and are 0; 0: a dense network.</summary>
    public double Share { get; init; }

    /// <summary>Updates between rewirings (sparse evolutionary training); 0: the connections stay as they are drawn.</summary>
    public long RewireInterval { get; init; }

    /// <summary>ζ: share of a kernel's connections that a rewiring replaces.</summary>
    public double RewireShare { get; init; } = 0.3;
}
