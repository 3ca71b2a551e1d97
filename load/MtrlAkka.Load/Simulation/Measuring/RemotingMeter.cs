using Akka.Actor;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire.Bulk;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>
/// Times messages between actors: within a system, and between two of this process that talk over TCP as two processes would. What counts
/// between them is the processor's time on both sides, which neighbours on the machine do not change.
/// </summary>
internal static class RemotingMeter
{
    private const int Ahead = 64, Chunk = 64 << 10;

    /// <summary>Seconds of a message within a process.</summary>
    public static async Task<double> LocalAsync()
    {
        var system = ActorSystem.Create("meter", AkkaConfiguration.ForClient());
        try
        {
            var sink = system.ActorOf(Props.Create(static () => new Sink()));
            var source = system.ActorOf(Props.Create(() => new Source(sink, new DrawBatches(default, new PartAddress("", RunPart.Learner, 0, default), 0, 0, 0, false))));
            double fastest = double.MaxValue;
            for (int i = 0; i < 10; i++)
            {
                long begun = TimeProvider.System.GetTimestamp();
                await source.Ask<Done>(new Go(48_000), SystemPair.Patience).ConfigureAwait(false);
                fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(begun).TotalSeconds / 48_000);
            }

            return fastest;
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    /// <summary>Core-seconds of a message between processes, and of each of its bytes.</summary>
    public static Task<(double Message, double Byte)> RemoteAsync() => SystemPair.MeasureAsync(
        static _ => { },
        Props.Create(static () => new Sink()),
        static async (system, sink) =>
        {
            var link = new BulkLink(1, 1);
            double small = await ComputeAsync(system, sink, new BulkCredit(link, 1, 1, 1, 1, 1, default), 9_600).ConfigureAwait(false);
            double large = await ComputeAsync(system, sink, new BulkChunk(link, 1, 1, new byte[Chunk]), 1_600).ConfigureAwait(false);
            return (small, Math.Max(1e-12, (large - small) / Chunk));
        });

    private static Task<double> ComputeAsync(ActorSystem system, IActorRef sink, object message, int count) =>
        SystemPair.ComputeAsync(system.ActorOf(Props.Create(() => new Source(sink, message))), new Go(count), count);

    // Answers every so many messages, so that only so many are on their way.
    private sealed class Sink : ReceiveActor
    {
        private int _received;

        public Sink() => ReceiveAny(_ =>
        {
            if (++_received % (Ahead / 2) == 0) Sender.Tell(new BulkCredit(default, 0, 0, 0, 0, 0, default));
        });
    }

    private sealed class Source : ReceiveActor
    {
        private IActorRef _asked = ActorRefs.Nobody;
        private int _left;
        private int _answers;

        public Source(IActorRef sink, object message)
        {
            Receive<Go>(go =>
            {
                (_asked, _left, _answers) = (Sender, go.Count, go.Count / (Ahead / 2));
                Send(Ahead);
            });
            Receive<BulkCredit>(_ =>
            {
                Send(Ahead / 2);
                if (--_answers == 0) _asked.Tell(new Done());
            });

            void Send(int count)
            {
                for (; count > 0 && _left > 0; count--, _left--) sink.Tell(message, Self);
            }
        }
    }

    private sealed record Go(int Count);

    private sealed record Done;
}
