using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests;

/// <summary>Arrays of weights are written again only when nobody reads them any more.</summary>
public class PublishedWeightsTests
{
    [Fact]
    public void An_array_comes_back_when_its_last_holder_is_done_and_no_round_needs_it()
    {
        var published = new PublishedWeights(needed: 2);
        published.Begin(Version(0));
        var (one, two, three) = (Version(1), Version(2), Version(3));
        published.Publish(one, holders: 2, keep: false);
        published.Retired(one);
        published.Publish(two, holders: 1, keep: false);
        published.Retired(one);
        Assert.Null(published.Storage());
        published.Publish(three, holders: 1, keep: false);
        Assert.Same(one.Weights.Values, published.Storage());
        Assert.Null(published.Storage());
    }

    [Fact]
    public void What_a_checkpoint_or_an_evaluation_reads_is_never_written_again()
    {
        var published = new PublishedWeights(needed: 1);
        published.Begin(Version(0));
        var (evaluated, captured, next) = (Version(1), Version(2), Version(3));
        published.Publish(evaluated, holders: 1, keep: true);
        published.Publish(captured, holders: 1, keep: false);
        Assert.Equal([captured], published.Capture());
        published.Publish(next, holders: 1, keep: false);
        published.Retired(evaluated);
        published.Retired(captured);
        Assert.Null(published.Storage());
    }

    private static PolicyVersion Version(long round) => new(round, new PolicyWeights(round, new float[3]));
}
