namespace MtrlAkka.Chaos.Processes;

/// <summary>What a node of the cluster is.</summary>
/// <param name="Name">Its name in plans and logs.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Port">Port that it listens on.</param>
/// <param name="PublicPort">Port that others reach it at: that of its door in the relay.</param>
/// <param name="StreamPort">Port that it takes streams at; 0: any.</param>
/// <param name="PublicStreamPort">Port that others reach that one at; 0: the same.</param>
public sealed record NodeSpec(string Name, IReadOnlyList<string> Roles, int Port, int PublicPort, int StreamPort = 0, int PublicStreamPort = 0)
{
    /// <summary>How others call it.</summary>
    public string Address => FormattableString.Invariant($"127.0.0.1:{PublicPort}");

    /// <summary>Whether it has a role.</summary>
    public bool Is(string role) => Roles.Contains(role);
}
