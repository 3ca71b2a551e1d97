using Akka.Actor;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Two systems of this process that talk over TCP as two processes would: what is sent by an actor of the one comes to an actor of the other.</summary>
internal static class SystemPair
{
    /// <summary>How long something may take to come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Measures between two systems.</summary>
    /// <param name="begin">Makes each of them ready.</param>
    /// <param name="sink">Who receives.</param>
    /// <param name="measure">Measures, given the sending system and the receiver.</param>
    public static async Task<T> MeasureAsync<T>(Action<ActorSystem> begin, Props sink, Func<ActorSystem, IActorRef, Task<T>> measure)
    {
        var config = AkkaConfiguration.ForClient();
        ActorSystem one = ActorSystem.Create("meter-1", config), other = ActorSystem.Create("meter-2", config);
        try
        {
            begin(one);
            begin(other);
            other.ActorOf(sink, "sink");
            var address = ((ExtendedActorSystem)other).Provider.DefaultAddress;
            return await measure(one, await one.ActorSelection(new RootActorPath(address) / "user" / "sink").ResolveOne(Patience).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(one.Terminate(), other.Terminate()).ConfigureAwait(false);
        }
    }

    /// <summary>Core-seconds of a message, both sides together: the least of five times, after one that has connections made and code compiled.</summary>
    /// <param name="source">Who sends messages when asked, and answers when all have come.</param>
    /// <param name="ask">What it is asked.</param>
    /// <param name="messages">How many messages that are.</param>
    public static async Task<double> ComputeAsync(IActorRef source, object ask, int messages)
    {
        await source.Ask<object>(ask, Patience).ConfigureAwait(false);
        double least = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            await source.Ask<object>(ask, Patience).ConfigureAwait(false);
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalSeconds / messages);
        }

        return least;
    }
}
