using System.Diagnostics;
using MtrlAkka.Physics;
using Xunit.Abstractions;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class SpeedTests(ITestOutputHelper output)
{
    private const int Steps = 150;
    private const int Rounds = 15;

    [Theory]
    [InlineData("reach")]
    [InlineData("drawer-close")]
    [InlineData("peg-insert-side")]
    public void An_environment_costs_little_more_than_its_physics(string task)
    {
        using var environment = TestEnvironments.Create(task);
        double[] goal = TestEnvironments.Goals(task)[0, 0].ToArray();
        double[] mocap = new double[3 * Steps], controls = new double[2 * Steps];
        byte[] start = new byte[environment.Simulation.StateSize];
        long steps = long.MaxValue, physics = long.MaxValue;
        // The least of several short rounds of each, in turn, is nearest to what an undisturbed machine does. On the
        // build machines it is all of the physics rate; the bound leaves room for neighbours.
        for (int i = 0; i < Rounds; i++)
        {
            steps = Math.Min(steps, TimeEnvironment(environment, goal, mocap, controls, start));
            physics = Math.Min(physics, TimePhysics(environment.Simulation, mocap, controls, start));
        }

        output.WriteLine($"{task}: {Rate(steps):F0} steps/s, physics alone {Rate(physics):F0}, {(double)physics / steps:P1}");
        Assert.InRange((double)physics / steps, 0.85, 2);
    }

    private static double Rate(long ticks) => Steps * (double)Stopwatch.Frequency / ticks;

    private static long TimeEnvironment(
        MetaWorldEnvironment environment, double[] goal, double[] mocap, double[] controls, byte[] start)
    {
        Span<double> observation = stackalloc double[MetaWorldEnvironment.ObservationSize];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        environment.Reset(goal, observation);
        environment.Simulation.SaveState(start);
        long ticks = 0;
        for (int t = 0; t < Steps; t++)
        {
            TestEnvironments.FillAction(1, t, action);
            long begin = Stopwatch.GetTimestamp();
            environment.Step(action, observation);
            ticks += Stopwatch.GetTimestamp() - begin;
            environment.Simulation.MocapPositions.CopyTo(mocap.AsSpan(3 * t));
            environment.Simulation.Controls.CopyTo(controls.AsSpan(2 * t));
        }

        return ticks;
    }

    private static long TimePhysics(Simulation simulation, double[] mocap, double[] controls, byte[] start)
    {
        simulation.RestoreState(start);
        long ticks = 0;
        for (int t = 0; t < Steps; t++)
        {
            mocap.AsSpan(3 * t, 3).CopyTo(simulation.MocapPositions);
            controls.AsSpan(2 * t, 2).CopyTo(simulation.Controls);
            long begin = Stopwatch.GetTimestamp();
            simulation.Step(5);
            simulation.RnePostConstraint();
            simulation.Forward();
            ticks += Stopwatch.GetTimestamp() - begin;
        }

        return ticks;
    }
}
