using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Runs;

namespace MtrlAkka.Load.Simulation;

/// <summary>
/// Predicts what a run does on a cluster that is not there, by a simulation of its events: the run's own classes decide, queues, cores and network
/// cards are those of <see cref="Kernel"/>, and times are those of <see cref="ServiceFigures"/>. One seed, one result.
/// </summary>
/// <remarks>
/// It is of the training past the warm start: that is cut to a few rounds, and so is what environments and learner may be ahead of each other, which decides when
/// the rates are steady and not how high they are. Checkpoints, evaluations, failures and the garbage collector's pauses are not in it.
/// </remarks>
public static class ClusterSimulation
{
    private const int WarmStart = 4, ErrorBuffer = 16;
    private const long MostEvents = 400_000_000;

    /// <summary>Simulates.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="shape">The machines.</param>
    /// <param name="figures">What things take.</param>
    /// <param name="bulk">Sizes of the bulk flow.</param>
    /// <param name="seed">Seed of all that is random.</param>
    /// <param name="length">How much of it.</param>
    /// <param name="update">Seconds of an update that is not the measured one; null: of the figures.</param>
    /// <exception cref="InvalidDataException">There are more workers than environments, or it came to no end.</exception>
    public static Prediction Run(
        RunSettings settings, ClusterShape shape, ServiceFigures figures, BulkSettings bulk, ulong seed, SimulationLength length, double? update = null)
    {
        if (shape.Workers > settings.EnvironmentCount)
            throw new InvalidDataException($"{shape.Workers} workers cannot share {settings.EnvironmentCount} environments: raise environments.copies");
        var shortened = Shorten(settings);
        using var run = SimulatedRun.Create(shortened, shape, new RunCosts(shortened, figures, shape.LearnerThreads, update), bulk, seed);
        // Whoever is faster first goes ahead as far as the error buffer lets it.
        double settling = Math.Max(length.Settling, 2 * (shortened.Async?.ErrorBuffer ?? 0));
        Until(run, (long)(run.Settings.EnvironmentCount * (WarmStart + settling)), length.Settling);
        var before = Reading.Of(run);
        Until(run, run.Steps + (run.Settings.EnvironmentCount * (long)length.Rounds), run.Updates + length.Updates);
        return Reading.Of(run).Since(before, run);
    }

    private static RunSettings Shorten(RunSettings settings)
    {
        var shortened = settings with
        {
            Rounds = 1_000_000_000,
            Learner = settings.Learner with { WarmStartRounds = WarmStart },
            Evaluation = settings.Evaluation with { Interval = 0 },
        };
        if (settings.Async is not { } async) return shortened;
        double least = ShardPlan.Of(shortened with { Async = async with { ErrorBuffer = null } }, 0).LeastErrorBuffer;
        return shortened with { Async = async with { ErrorBuffer = ErrorBuffer * Math.Max(1, least) } };
    }

    private static void Until(SimulatedRun run, long steps, long updates)
    {
        while (run.Steps < steps || run.Updates < updates)
        {
            if (!run.Clock.Step() || run.Clock.Happened > MostEvents)
                throw new InvalidDataException($"the simulated run came to no end: {run.Steps} steps and {run.Updates} updates after {run.Clock.Now:0.0} s");
        }
    }

    // What was used up to a moment.
    private sealed record Reading(double At, long Steps, long Updates, double Learner, double Replay, double Weights, double Cores, IReadOnlyList<Use> Uses)
    {
        public static Reading Of(SimulatedRun run)
        {
            List<Use> uses = [];
            foreach (var node in run.Network.Nodes)
            {
                string kind = Kind(node.Name);
                uses.Add(new Use(node.Processor, $"cores of {(run.Shape.Workers == 0 ? "the process" : kind)}", node.Processor.Used / node.Processor.Cores));
                uses.Add(new Use(node.Card, $"network card of {kind}", node.Card.Busy));
                foreach (var stream in node.Streams) uses.Add(new Use(stream, $"streams of {kind}", stream.Busy));
                foreach (var carrier in node.Carriers) uses.Add(new Use(carrier, $"remoting of {kind}", carrier.Busy));
            }

            foreach (var part in run.Parts) uses.Add(new Use(part, $"actor {Kind(part.Name)}", part.Mailbox.Busy));
            foreach (var pool in run.Pools) uses.Add(new Use(pool, "environments' threads", pool.Busy / pool.Servers));
            return new Reading(
                run.Clock.Now,
                run.Steps,
                run.Updates,
                run.LearnerWaits.Seconds(WaitingFor.Batches),
                run.EnvironmentsWaited(WaitingFor.Replay),
                run.EnvironmentsWaited(WaitingFor.Weights),
                run.Network.Nodes.Sum(static node => node.Processor.Used),
                uses);
        }

        public Prediction Since(Reading before, SimulatedRun run)
        {
            double seconds = At - before.At;
            var used = before.Uses.ToDictionary(static use => use.What, static use => use.Seconds, ReferenceEqualityComparer.Instance);
            var resources =
                from use in Uses
                group (use.Seconds - used.GetValueOrDefault(use.What)) / seconds by use.Name into kind
                let busy = kind.Max()
                orderby busy descending, kind.Key
                select new Resource(kind.Key, busy);
            return new Prediction(
                run.Shape.Workers,
                run.Settings.EnvironmentCount,
                (Steps - before.Steps) / seconds,
                (Updates - before.Updates) / seconds,
                (Learner - before.Learner) / seconds,
                (Replay - before.Replay) / seconds,
                (Weights - before.Weights) / seconds,
                (Cores - before.Cores) / seconds,
                seconds,
                run.Clock.Happened,
                [.. resources]);
        }

        // worker-17 and Policy-16 are workers like any other.
        private static string Kind(string name) => name.Split('-')[0].ToLowerInvariant();
    }

    // Seconds for which something, or all of it, was in use.
    private readonly record struct Use(object What, string Name, double Seconds);
}

/// <summary>How much is simulated.</summary>
/// <param name="Settling">Updates, and rounds, before the figures count.</param>
/// <param name="Rounds">Rounds that they are of, at least.</param>
/// <param name="Updates">Updates that they are of, at least.</param>
public sealed record SimulationLength(int Settling, int Rounds, int Updates)
{
    /// <summary>What gives rates within a few percent.</summary>
    public static SimulationLength Default { get; } = new(40, 100, 100);
}
