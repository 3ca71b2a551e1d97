using CsCheck;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Tests;

/// <summary>What several workers send of a round comes out the same whoever was first.</summary>
public class RoundAssemblyTests
{
    private const int Environments = 6, Rounds = 5;

    [Fact]
    public void Rounds_come_whole_in_order_and_by_environment() => Gen.Int.Sample(
        static seed =>
        {
            var chance = new Random(seed);
            int[] worker = [.. Enumerable.Range(0, Environments).Select(_ => chance.Next(3))];
            long[] sent = new long[3];
            var assembly = new RoundAssembly(Environments);
            long next = 0;
            while (next < Rounds)
            {
                int from = chance.Next(3);
                int[] own = [.. Enumerable.Range(0, Environments).Where(environment => worker[environment] == from)];
                if (sent[from] == Rounds || own.Length == 0) continue;
                long round = sent[from]++;
                assembly.Add(new AppendRound(1, round, [.. own.Select(environment => Step(environment, round))]));
                while (assembly.TryTake(next, out var steps))
                {
                    Assert.Equal(Enumerable.Range(0, Environments), steps.Select(static step => step.Environment));
                    Assert.All(steps, step => Assert.Equal(next, step.Round));
                    next++;
                }
            }

            Assert.Equal(0, assembly.Open);
        },
        iter: 300);

    [Fact]
    public void A_step_that_comes_twice_is_refused()
    {
        var assembly = new RoundAssembly(1);
        assembly.Add(new AppendRound(1, 0, [Step(0, 0)]));
        assembly.Add(new AppendRound(1, 0, [Step(0, 0)]));
        Assert.Throws<InvalidOperationException>(() => assembly.TryTake(0, out _));
    }

    private static EnvironmentStepped Step(int environment, long round) => new(environment, 1, round, null, [], null, ReturnRange.Unknown);
}
