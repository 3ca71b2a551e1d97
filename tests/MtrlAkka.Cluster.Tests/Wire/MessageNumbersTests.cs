using Akka.Actor;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Numerics;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>What comes again is left out; what comes late for the first time is not.</summary>
public class MessageNumbersTests
{
    [Fact]
    public void Each_message_is_new_once()
    {
        MessageNumbers one = new(1), two = new(2), receiver = new(3);
        byte[][] first = Stamps(one, 4), second = Stamps(two, 2);
        Assert.True(receiver.IsNew(first[0]));
        Assert.True(receiver.IsNew(second[0]));
        Assert.False(receiver.IsNew(first[0]));
        Assert.True(receiver.IsNew(first[2]));
        // One that was overtaken, as where a connection replaces another.
        Assert.True(receiver.IsNew(first[1]));
        Assert.False(receiver.IsNew(first[1]));
        Assert.True(receiver.IsNew(second[1]));
        Assert.True(receiver.IsNew(first[3]));
        Assert.Equal(2, receiver.LeftOut);
    }

    [Fact]
    public void What_a_node_sends_itself_is_always_new()
    {
        var numbers = new MessageNumbers(1);
        byte[] stamp = Stamps(numbers, 1)[0];
        Assert.True(numbers.IsNew(stamp));
        Assert.True(numbers.IsNew(stamp));
    }

    [Fact]
    public void Of_very_many_senders_the_one_that_was_silent_for_longest_is_forgotten()
    {
        var receiver = new MessageNumbers(0);
        byte[] early = Stamps(new MessageNumbers(2), 1)[0];
        var talker = new MessageNumbers(3);
        byte[] said = Stamps(talker, 1)[0];
        Assert.True(receiver.IsNew(early));
        Assert.True(receiver.IsNew(said));
        for (int sender = 4; sender < 4000; sender++)
        {
            Assert.True(receiver.IsNew(Stamps(new MessageNumbers(sender), 1)[0]));
            Assert.True(receiver.IsNew(Stamps(talker, 1)[0]));
        }

        Assert.False(receiver.IsNew(said));
        Assert.True(receiver.IsNew(early));
    }

    [Fact]
    public void The_window_knows_what_came_as_a_set_does()
    {
        var random = new CounterRandom(5, 0);
        for (ulong trial = 0; trial < 30; trial++)
        {
            var window = new NumberWindow();
            var came = new HashSet<long>();
            long largest = 0;
            for (uint i = 0; i < 4000; i++)
            {
                // Mostly a little forward, at times far, and often back.
                long number = random.Below(10, trial, 3 * i) switch
                {
                    0 => largest + random.Below(3 * NumberWindow.Length, trial, (3 * i) + 1),
                    < 5 => largest + 1 + random.Below(50, trial, (3 * i) + 1),
                    _ => Math.Max(1, largest - random.Below(NumberWindow.Length * 5 / 4, trial, (3 * i) + 1)),
                };
                number = Math.Max(1, number);
                bool tooOld = number + NumberWindow.Length <= largest;
                Assert.Equal(came.Add(number) && !tooOld, window.Add(number));
                largest = Math.Max(largest, number);
            }
        }
    }

    [Fact]
    public async Task Serializers_of_one_system_number_together()
    {
        ActorSystem sender = ActorSystem.Create("sender"), receiver = ActorSystem.Create("receiver");
        // Persistence makes serializers of its own beside the system's.
        WireSerializer one = new((ExtendedActorSystem)sender), two = new((ExtendedActorSystem)sender), reader = new((ExtendedActorSystem)receiver);
        byte[] first = one.ToBinary(new RevokeRounds(1)), second = two.ToBinary(new RevokeRounds(2));
        string manifest = one.Manifest(new RevokeRounds(1));
        Assert.Equal(new RevokeRounds(1), reader.FromBinary(first, manifest));
        Assert.Equal(new RevokeRounds(2), new WireSerializer((ExtendedActorSystem)receiver).FromBinary(second, manifest));
        Assert.Same(RepeatedMessage.Instance, reader.FromBinary(second, manifest));
        Assert.Throws<WireException>(() => reader.FromBinary(first[..7], manifest));
        await sender.Terminate();
        await receiver.Terminate();
    }

    private static byte[][] Stamps(MessageNumbers numbers, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        byte[] stamp = new byte[MessageNumbers.StampBytes];
        numbers.Stamp(stamp);
        return stamp;
    })];
}
