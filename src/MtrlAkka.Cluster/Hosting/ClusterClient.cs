using Akka.Actor;
using Akka.Actor.Setup;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Security;

namespace MtrlAkka.Cluster.Hosting;

/// <summary>Talks to a cluster from beside it, through any of its nodes. It is no member, so nobody misses it.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<(string Host, int Port)> _nodes;
    private readonly string _protocol;
    private int _current;

    /// <summary>A client of a cluster.</summary>
    /// <param name="nodes">Nodes to ask, <c>HOST:PORT</c>; where one does not answer the next is asked.</param>
    /// <param name="tls">Certificates, where the nodes talk over TLS; null: in clear.</param>
    /// <exception cref="SettingsException">An address is none.</exception>
    public ClusterClient(IReadOnlyList<string> nodes, NodeTls? tls = null)
    {
        _nodes = [.. nodes.Select(HostPort.Parse)];
        var configuration = AkkaConfiguration.ForClient(tls);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(configuration));
        _system = ActorSystem.Create("mtrl-client", tls is null ? setup : setup.WithSetup(tls.Setup(AkkaConfiguration.ChecksHosts(configuration))));
        _protocol = tls is null ? "akka.tcp" : NodeTls.Protocol;
    }

    /// <summary>How the cluster stands.</summary>
    /// <exception cref="SettingsException">No node answers.</exception>
    public Task<ClusterStatus> StatusAsync() => AskAsync<ClusterStatus>(new AskClusterStatus());

    /// <summary>Has the cluster do a run of its runs' folder.</summary>
    /// <returns>Runs that come before it.</returns>
    /// <exception cref="SettingsException">It will not, or no node answers.</exception>
    public async Task<int> SubmitAsync(string run) => Require<RunQueued>(await AskAsync<object>(new SubmitRun(run)).ConfigureAwait(false)).Ahead;

    /// <summary>Has a node hand over its parts and end.</summary>
    /// <exception cref="SettingsException">There is no such node, or no node answers.</exception>
    public async Task DrainAsync(string node)
    {
        HostPort.Parse(node);
        Require<Done>(await AskAsync<object>(new DrainNode(node)).ConfigureAwait(false));
    }

    /// <summary>Has the run under way end after a checkpoint.</summary>
    /// <exception cref="SettingsException">No node answers.</exception>
    public Task StopRunAsync() => TellRunAsync(new StopRun());

    /// <summary>Has the run under way make a checkpoint.</summary>
    /// <exception cref="SettingsException">There is none, or no node answers.</exception>
    public Task CheckpointNowAsync() => TellRunAsync(new CheckpointNow());

    /// <summary>Has the run under way stand still behind a checkpoint.</summary>
    /// <exception cref="SettingsException">There is none, or no node answers.</exception>
    public Task PauseRunAsync() => TellRunAsync(new PauseRun());

    /// <summary>Lets the run under way go on.</summary>
    /// <exception cref="SettingsException">There is none, or no node answers.</exception>
    public Task ResumeRunAsync() => TellRunAsync(new ResumeRun());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate().ConfigureAwait(false);

    private static T Require<T>(object answer) => answer switch
    {
        T wanted => wanted,
        Declined declined => throw new SettingsException(declined.Reason),
        _ => throw new InvalidOperationException($"the director answered with a {answer.GetType().Name}"),
    };

    private ActorSelection Node(int index) => _system.ActorSelection(
        new RootActorPath(new Address(_protocol, ClusterNode.SystemName, _nodes[index].Host, _nodes[index].Port)) / "user" / NodeActor.Name);

    private async Task TellRunAsync(object message)
    {
        var status = await StatusAsync().ConfigureAwait(false);
        if (status.Run is null) throw new SettingsException("the cluster is doing no run");
        Node(_current).Tell(message);
        // An answer that comes behind it says that it has come.
        await StatusAsync().ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(object message)
    {
        for (int tried = 0; tried < _nodes.Count; tried++)
        {
            try
            {
                return await Node(_current).Ask<T>(message, Patience).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                _current = (_current + 1) % _nodes.Count;
            }
        }

        string asked = string.Join(", ", _nodes.Select(static node => $"{node.Host}:{node.Port}"));
        throw new SettingsException($"no node of a cluster answers at {asked}: is one running there (./mtrl cluster node), and does it talk {(_protocol == NodeTls.Protocol ? "over TLS" : "in clear")} as this client does?");
    }
}
