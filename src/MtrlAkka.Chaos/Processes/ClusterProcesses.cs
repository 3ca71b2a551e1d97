using System.Collections.Concurrent;

namespace MtrlAkka.Chaos.Processes;

/// <summary>The nodes of a cluster as processes of this machine. Only processes that were started here are ever signalled.</summary>
/// <param name="logs">Folder for the nodes' output, a file for each; made where it is absent.</param>
/// <param name="commandLine">Program and arguments of a node.</param>
/// <param name="environment">Variables for all of them.</param>
public sealed class ClusterProcesses(
    string logs, Func<NodeSpec, IEnumerable<string>> commandLine, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ProcessStarter _starter = new();
    private readonly ConcurrentDictionary<string, NodeProcess> _current = [];
    private readonly ConcurrentQueue<NodeProcess> _all = [];

    /// <summary>The newest process of each node, by the node's name; some may have ended.</summary>
    public IEnumerable<NodeProcess> Current => _current.Values.OrderBy(static node => node.Spec.Name, StringComparer.Ordinal);

    /// <summary>Every process so far.</summary>
    public IEnumerable<NodeProcess> All => _all;

    /// <summary>Called for each process as soon as it is there, before it can have called anybody.</summary>
    public Action<NodeProcess>? Started { get; set; }

    /// <summary>The newest process of a node, or null where it was never started.</summary>
    public NodeProcess? Find(string node) => _current.GetValueOrDefault(node);

    /// <summary>Whether a node lives.</summary>
    public bool IsAlive(string node) => _current.TryGetValue(node, out var process) && process.IsAlive;

    /// <summary>Starts a node, for the first time or again.</summary>
    /// <exception cref="InvalidOperationException">It lives.</exception>
    public NodeProcess Start(NodeSpec spec)
    {
        if (IsAlive(spec.Name)) throw new InvalidOperationException($"the node {spec.Name} lives already");
        Directory.CreateDirectory(logs);
        var process = new NodeProcess(_starter, spec, commandLine(spec), Path.Combine(logs, $"{spec.Name}.log"), environment);
        Started?.Invoke(process);
        _current[spec.Name] = process;
        _all.Enqueue(process);
        return process;
    }

    /// <summary>Kills what lives.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all) process.Kill();
        await Task.WhenAll(_all.Select(static process => process.Ended)).WaitAsync(Patience).ConfigureAwait(false);
        foreach (var process in _all) process.Dispose();
        _starter.Dispose();
    }
}
