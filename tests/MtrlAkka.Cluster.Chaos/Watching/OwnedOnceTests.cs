using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Cluster.Chaos.Watching;

/// <summary>A part with two nodes, or an environment with none, is a violation as soon as it stays.</summary>
public class OwnedOnceTests
{
    private static readonly PartHost[] Sound =
        [new("learner", "a:1"), new("shard 0", "b:1"), new("shard 1", "c:1"), new(PartHost.Environments, "d:1", 4), new(PartHost.Environments, "e:1", 2)];

    [Fact]
    public void Sound_and_passing_pictures_are_no_violations()
    {
        var owned = new OwnedOnce(environments: 6, TimeSpan.FromSeconds(3));
        owned.Look(At(0), View(Sound));
        owned.Look(At(1), View([.. Sound, new("learner", "d:1")]));
        owned.Look(At(5), View(Sound));
        owned.Look(At(6), View([.. Sound, new("learner", "d:1")]));
        owned.Look(At(9), View([.. Sound, new("learner", "d:1")]) with { Epoch = 2 });
        owned.Look(At(20), View(Sound[..3]) with { Phase = "moving" });
        owned.Look(At(30), View(Sound[..3]) with { Phase = "moving" });
        owned.Look(At(40), View(Sound[..^1]) with { AllHeard = false });
        owned.Look(At(50), View(Sound[..^1]) with { AllHeard = false });
        Assert.Empty(owned.Violations);
        Assert.Equal(7, owned.Looks);
    }

    [Fact]
    public void What_stays_is_found()
    {
        Finds("shard 0 is with b:1 and c:1", [.. Sound, new("shard 0", "c:1")]);
        Finds("learner is with a:1 and d:1", [.. Sound, new("learner", "d:1")]);
        Finds("4 environments are hosted instead of 6", Sound[..^1]);
        Finds("8 environments are hosted instead of 6", [.. Sound, new(PartHost.Environments, "f:1", 2)]);

        static void Finds(string what, PartHost[] hosts)
        {
            var owned = new OwnedOnce(environments: 6, TimeSpan.FromSeconds(3));
            for (int second = 0; second < 12; second++) owned.Look(At(second), View(hosts));
            Assert.Contains(what, Assert.Single(owned.Violations));
        }
    }

    private static ClusterView View(PartHost[] hosts) => new("a:1", "run", ClusterView.Training, 1, 10, new HashSet<string>(), AllHeard: true, hosts);

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);
}
