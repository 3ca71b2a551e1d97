using System.Globalization;

namespace MtrlAkka.Chaos.Network;

/// <summary>Finds out which process is at the other end of a connection on this machine, from what Linux shows in /proc.</summary>
internal static class PortOwner
{
    private const int LocalAddress = 1, RemoteAddress = 2, Inode = 9;

    /// <summary>Which of some processes has the socket that connects two ports.</summary>
    /// <param name="port">Port of that socket.</param>
    /// <param name="peer">Port that it is connected to.</param>
    /// <param name="candidates">Ids of the processes.</param>
    /// <returns>The process, or null where it is none of them.</returns>
    public static int? Of(int port, int peer, IEnumerable<int> candidates)
    {
        if ((InodeIn("/proc/net/tcp", port, peer) ?? InodeIn("/proc/net/tcp6", port, peer)) is not { } inode) return null;
        string socket = $"socket:[{inode}]";
        foreach (int candidate in candidates)
            if (Has(candidate, socket)) return candidate;
        return null;
    }

    private static string? InodeIn(string table, int port, int peer)
    {
        if (!File.Exists(table)) return null;
        string local = Suffix(port), remote = Suffix(peer);
        foreach (string line in File.ReadLines(table))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > Inode && fields[LocalAddress].EndsWith(local, StringComparison.Ordinal) && fields[RemoteAddress].EndsWith(remote, StringComparison.Ordinal))
                return fields[Inode];
        }

        return null;
    }

    private static bool Has(int process, string socket)
    {
        try
        {
            foreach (string descriptor in Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")))
                if (File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target && Path.GetFileName(target.FullName) == socket) return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended, or closed a descriptor, while we looked.
        }

        return false;
    }

    private static string Suffix(int port) => string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
}
