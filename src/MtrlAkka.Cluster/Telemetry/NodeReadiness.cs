namespace MtrlAkka.Cluster.Telemetry;

/// <summary>Whether a node takes part, as its actors know it and its endpoints tell; any thread may set and ask.</summary>
public sealed class NodeReadiness
{
    private volatile bool _up;
    private volatile bool _registered;
    private volatile bool _draining;

    /// <summary>Whether the node is up in the cluster.</summary>
    public bool Up
    {
        get => _up;
        set => _up = value;
    }

    /// <summary>Whether the director knows the node and answers it.</summary>
    public bool Registered
    {
        get => _registered;
        set => _registered = value;
    }

    /// <summary>Whether the node gives its parts back and leaves.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>Why the node does not take part, or null where it does.</summary>
    public string? Missing => Draining ? "the node is draining"
        : !Up ? "the node is not up in the cluster"
        : !Registered ? "the node is not registered with the director"
        : null;
}
