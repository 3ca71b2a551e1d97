using Akka.Actor;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Tests.Nodes;

/// <summary>A node that is left without a director ends, so that it is started again and joins anew.</summary>
public sealed class NodeActorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromMilliseconds(20), DirectorPatience = TimeSpan.FromSeconds(1.5);
    private readonly ActorSystem _system = ActorSystem.Create("node");
    private readonly TaskCompletionSource<NodeEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_node_ends_when_its_director_falls_silent_and_not_before()
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int answers = 0;
        Func<bool> answer = () =>
        {
            // For longer than the patience.
            if (++answers == 100) answered.TrySetResult();
            return answers <= 100;
        };
        Start(_system.ActorOf(Props.Create(() => new Director(answer))));
        await TestWait.For(answered.Task, "a hundred answers of the director", Patience);
        Assert.False(_ended.Task.IsCompleted);
        await TestWait.For(_ended.Task, "the end of a node without a director", Patience);
        Assert.Equal(NodeEndReason.Orphaned, (await _ended.Task).Reason);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    private void Start(IActorRef director)
    {
        var self = new NodeSelf(
            new NodeHandshake("127.0.0.1:1", NodeHandshake.CurrentProtocol, RunHost.ProjectVersion), 1, NodeRoles.Worker, Interval, DirectorPatience,
            static (_, _) => throw new NotSupportedException(), new NodeReadiness(), end => _ended.TrySetResult(end));
        _system.ActorOf(NodeActor.Props(self, director), NodeActor.Name);
    }

    private sealed class Director : ReceiveActor
    {
        public Director(Func<bool> answers) => Receive<NodeReport>(_ =>
        {
            if (answers()) Sender.Tell(new NodeWelcome());
        });
    }
}
