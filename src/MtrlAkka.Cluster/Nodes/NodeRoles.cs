using MtrlAkka.Cluster.Configuration;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cluster.Nodes;

/// <summary>What a node takes part in.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May host the director and the run's coordinator.</summary>
    Coordinator = 1,

    /// <summary>May host the learner.</summary>
    Learner = 2,

    /// <summary>Hosts replay shards.</summary>
    Replay = 4,

    /// <summary>Hosts environments and a policy for them.</summary>
    Worker = 8,

    /// <summary>May host the evaluator.</summary>
    Evaluator = 16,

    /// <summary>Everything.</summary>
    All = Coordinator | Learner | Replay | Worker | Evaluator,
}

/// <summary>Roles by their names, as people and Akka write them.</summary>
public static class NodeRoleNames
{
    private static readonly (string Name, NodeRoles Role)[] Known =
    [
        ("coordinator", NodeRoles.Coordinator), ("learner", NodeRoles.Learner), ("replay", NodeRoles.Replay),
        ("worker", NodeRoles.Worker), ("evaluator", NodeRoles.Evaluator),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Known.Select(static known => known.Name);

    /// <summary>Names of roles, in a fixed order.</summary>
    public static IReadOnlyList<string> Names(this NodeRoles roles) =>
        [.. Known.Where(known => roles.HasFlag(known.Role)).Select(static known => known.Name)];

    /// <summary>Roles in a list with commas.</summary>
    /// <exception cref="SettingsException">One does not exist, or there is none.</exception>
    public static NodeRoles Parse(string text)
    {
        var roles = NodeRoles.None;
        foreach (string name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var known = Known.FirstOrDefault(one => one.Name == name);
            roles |= known.Name is null ? throw new SettingsException(NearestNames.Unknown("role", name, [.. All])) : known.Role;
        }

        return roles != NodeRoles.None ? roles : throw new SettingsException($"a node has at least one role of {string.Join(", ", All)}");
    }
}
