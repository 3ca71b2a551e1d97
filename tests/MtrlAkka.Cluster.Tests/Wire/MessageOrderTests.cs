using MtrlAkka.Cluster.Wire;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>What comes again, or behind what was sent later, is left out.</summary>
public class MessageOrderTests
{
    [Fact]
    public void Each_message_is_new_once_and_only_in_the_order_of_its_sender()
    {
        MessageOrder one = new(1), two = new(2), receiver = new(3);
        byte[][] first = Stamps(one, 4), second = Stamps(two, 2);
        Assert.True(receiver.IsNew(first[0]));
        Assert.True(receiver.IsNew(second[0]));
        Assert.False(receiver.IsNew(first[0]));
        // One that was lost on the way holds nothing up.
        Assert.True(receiver.IsNew(first[2]));
        Assert.False(receiver.IsNew(first[1]));
        Assert.True(receiver.IsNew(second[1]));
        Assert.True(receiver.IsNew(first[3]));
        Assert.Equal(2, receiver.LeftOut);
    }

    [Fact]
    public void What_a_node_sends_itself_is_always_new()
    {
        var order = new MessageOrder(1);
        byte[][] stamps = Stamps(order, 2);
        Assert.True(order.IsNew(stamps[1]));
        Assert.True(order.IsNew(stamps[0]));
    }

    [Fact]
    public void Of_very_many_senders_the_one_that_was_silent_for_longest_is_forgotten()
    {
        var receiver = new MessageOrder(0);
        byte[] constant = Stamps(new MessageOrder(1), 1)[0], early = Stamps(new MessageOrder(2), 1)[0];
        var talker = new MessageOrder(3);
        Assert.True(receiver.IsNew(constant));
        Assert.True(receiver.IsNew(early));
        for (int sender = 4; sender < 8000; sender++)
        {
            Assert.True(receiver.IsNew(Stamps(new MessageOrder(sender), 1)[0]));
            Assert.True(receiver.IsNew(Stamps(talker, 1)[0]));
        }

        Assert.False(receiver.IsNew(Stamps(new MessageOrder(7999), 1)[0]));
        Assert.True(receiver.IsNew(early));
    }

    private static byte[][] Stamps(MessageOrder order, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        byte[] stamp = new byte[MessageOrder.StampBytes];
        order.Stamp(stamp);
        return stamp;
    })];
}
