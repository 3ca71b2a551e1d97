using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Times large messages between two systems of this process, over the streams that nodes have for them.</summary>
internal static class StreamMeter
{
    private const int Ahead = 4, FewRows = 800, ManyRows = 6400, Messages = 400;

    /// <summary>Core-seconds of a byte, both sides together: of what a large message takes beyond a smaller one.</summary>
    public static Task<double> ByteAsync() => SystemPair.MeasureAsync(
        static system => _ = BulkFlow.Of(system),
        Props.Create(static () => new Sink()),
        static async (system, sink) =>
        {
            double few = await ComputeAsync(system, sink, FewRows).ConfigureAwait(false), many = await ComputeAsync(system, sink, ManyRows).ConfigureAwait(false);
            return Math.Max(1e-12, (many - few) / ((double)(ManyRows - FewRows) * TransitionLayout.MetaWorld.RowBytes));
        });

    private static Task<double> ComputeAsync(ActorSystem system, IActorRef sink, int rows)
    {
        var message = new BatchDrawn(1, 1, 0, new TransitionBatch(TransitionLayout.MetaWorld, rows), []);
        return SystemPair.ComputeAsync(system.ActorOf(Props.Create(() => new Source(sink, message))), new Go(), Messages);
    }

    private sealed class Sink : ReceiveActor
    {
        private readonly BulkFlow _flow = BulkFlow.Of(Context.System);

        public Sink() => Receive<BatchDrawn>(drawn =>
        {
            Sender.Tell(new RoundAppended(1, 0, 0));
            _flow.GiveBack(Sender, new BatchUsed(drawn.Samples), Self);
        });
    }

    private sealed class Source : ReceiveActor
    {
        private readonly BulkFlow _flow = BulkFlow.Of(Context.System);
        private IActorRef _asked = ActorRefs.Nobody;
        private int _sent;
        private int _came;

        public Source(IActorRef sink, BatchDrawn message)
        {
            Receive<Go>(_ =>
            {
                (_asked, _sent, _came) = (Sender, 0, 0);
                while (_sent < Ahead) Send();
            });
            Receive<RoundAppended>(_ =>
            {
                if (_sent < Messages) Send();
                if (++_came == Messages) _asked.Tell(new Done());
            });

            void Send()
            {
                _sent++;
                _flow.Send(sink, message, Self);
            }
        }
    }

    private sealed record Go;

    private sealed record Done;
}
