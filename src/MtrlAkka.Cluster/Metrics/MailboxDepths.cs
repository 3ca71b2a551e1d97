using System.Collections.Concurrent;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>
/// How many messages wait in the mailboxes of a node's main actors. Nothing is counted while messages come and go: who
/// reads looks at the mailboxes as they are.
/// </summary>
public sealed class MailboxDepths
{
    private readonly ConcurrentDictionary<string, Func<int?>> _mailboxes = new(StringComparer.Ordinal);

    /// <summary>Looks at a mailbox from here on; a later one of the same name takes its place.</summary>
    /// <param name="actor">The actor's name.</param>
    /// <param name="depth">Counts its messages; null once the actor has ended.</param>
    public void Add(string actor, Func<int?> depth) => _mailboxes[actor] = depth;

    /// <summary>Every mailbox as it is now, by the actor's name.</summary>
    public IReadOnlyList<(string Actor, int Depth)> Read()
    {
        var read = new List<(string, int)>();
        foreach (var mailbox in _mailboxes)
        {
            if (mailbox.Value() is { } depth) read.Add((mailbox.Key, depth));
            else _mailboxes.TryRemove(mailbox);
        }

        return [.. read.OrderBy(static one => one.Item1, StringComparer.Ordinal)];
    }
}
