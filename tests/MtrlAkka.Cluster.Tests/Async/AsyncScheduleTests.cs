using CsCheck;

namespace MtrlAkka.Cluster.Tests.Async;

/// <summary>Asynchronous runs under thousands of schedules, each from its seed.</summary>
public class AsyncScheduleTests
{
    [Fact]
    public void Without_faults_a_run_ends_with_all_its_rows_and_updates() => Play(new Faults(), 500);

    [Fact]
    public void Lost_repeated_and_late_messages_change_nothing() => Play(new Faults(Network: true), 500);

    [Fact]
    public void What_dies_is_replaced_and_nothing_else_is_lost() => Play(new Faults(Network: true, Deaths: true), 500);

    [Fact]
    public void Coordinators_follow_each_other() => Play(new Faults(Network: true, Coordinators: true), 500);

    [Fact]
    public void All_faults_together() => Play(new Faults(true, true, true, true, true), 1000);

    private static void Play(Faults faults, int schedules) => Gen.Int.Sample(
        seed =>
        {
            try
            {
                Play(seed, faults, verbose: false);
            }
            catch (Exception error)
            {
                // Once more, to tell what led to it.
                Play(seed, faults, verbose: true);
                throw new InvalidOperationException("the second time it went well: something besides the seed decides", error);
            }
        },
        iter: schedules,
        threads: 1);

    private static void Play(int seed, Faults faults, bool verbose)
    {
        using var world = new AsyncWorld(seed, faults, verbose);
        world.Play();
    }
}
