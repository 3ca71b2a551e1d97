using System.Globalization;
using Akka.Actor;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>Finds the actors of a run's parts by their addresses: every part is a child of its node's actor for the run.</summary>
/// <param name="system">The actor system.</param>
/// <param name="run">Name of the run.</param>
public sealed class PartRefs(ExtendedActorSystem system, string run)
{
    private readonly Dictionary<PartAddress, IActorRef> _found = [];

    /// <summary>Name of a node's actor for a run.</summary>
    public static string NameOf(string run) => $"async-{Uri.EscapeDataString(run)}";

    /// <summary>Name of a part's actor.</summary>
    public static string NameOf(PartAddress part) =>
        string.Create(CultureInfo.InvariantCulture, $"{part.Part.ToString().ToLowerInvariant()}-{part.Index}-{part.Incarnation}");

    /// <summary>A node as parts know it: its address and what tells its lives apart.</summary>
    public static string NodeOf(string address, long uid) => string.Create(CultureInfo.InvariantCulture, $"{address}#{uid}");

    /// <summary>The actor of a part; messages to one that is not there are lost.</summary>
    public IActorRef this[PartAddress part]
    {
        get
        {
            if (_found.TryGetValue(part, out var known)) return known;
            string[] node = part.Node[..part.Node.IndexOf('#', StringComparison.Ordinal)].Split(':');
            var address = system.Provider.DefaultAddress.WithHost(string.Join(':', node[..^1])).WithPort(int.Parse(node[^1], CultureInfo.InvariantCulture));
            var found = system.Provider.ResolveActorRef(new RootActorPath(address) / "user" / NodeActor.Name / NameOf(run) / NameOf(part));
            // One of this node may still be on its way.
            if (found is not EmptyLocalActorRef) _found[part] = found;
            return found;
        }
    }

    /// <summary>Forgets parts that no roster names.</summary>
    public void Keep(Roster roster)
    {
        var named = new HashSet<PartAddress?>([.. roster.Shards, .. roster.Workers, roster.Learner, roster.Evaluator]);
        foreach (var part in _found.Keys.Where(part => !named.Contains(part)).ToArray()) _found.Remove(part);
    }
}
