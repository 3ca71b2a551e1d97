namespace MtrlAkka.Physics.Tests;

/// <summary>An error of MuJoCo's own is an exception of the simulation in which it happened, and of nothing else.</summary>
[Collection(nameof(Alone))]
public sealed class NativeErrorTests : IDisposable
{
    private static readonly MuJoCoLibrary Library = MuJoCoLibrary.Load();

    private readonly Scene _scene = new(FallingBalls.Xml(FallingBalls.Size(Library, Tight)));
    private readonly Model _model;
    private readonly Simulation _simulation;

    public NativeErrorTests()
    {
        _model = Model.Load(Library, _scene.Path);
        _simulation = new Simulation(_model);
    }

    // KiB that are enough for the balls in the air, and too few on the floor.
    private static int Tight => Library.Version == "2.2.2" ? 12 : 60;

    public void Dispose()
    {
        _simulation.Dispose();
        _model.Dispose();
        _scene.Dispose();
    }

    [GuardFact]
    public void It_is_an_exception_with_its_text_again_and_again()
    {
        for (int i = 0; i < 3; i++)
        {
            Fail(_simulation);
            var error = Assert.Throws<PhysicsException>(() => _simulation.Step());
            Assert.Equal(PhysicsWarning.NativeError, error.Warning);
            Assert.Contains("stack overflow", error.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain('\n', error.Message);
            Assert.Throws<PhysicsException>(_simulation.Forward);
            Assert.Throws<PhysicsException>(_simulation.RnePostConstraint);
            _simulation.Reset();
        }

        FallingBalls.Land(_simulation);
        Assert.Equal(PhysicsWarning.NativeError, Assert.Throws<PhysicsException>(_simulation.Forward).Warning);
        Assert.Equal(0, _simulation.Time);
    }

    [GuardFact]
    public void Afterwards_a_reset_gives_what_a_fresh_simulation_gives()
    {
        Fail(_simulation);
        _simulation.Reset();
        using var fresh = new Simulation(_model);
        Assert.Equal(Fall(fresh), Fall(_simulation));
    }

    [GuardFact]
    public void Afterwards_a_saved_state_gives_what_it_gave_before()
    {
        _simulation.Step(10);
        byte[] saved = new byte[_simulation.StateSize];
        _simulation.SaveState(saved);
        byte[] before = Fall(_simulation);
        Fail(_simulation);
        _simulation.RestoreState(saved);
        Assert.Equal(before, Fall(_simulation));
    }

    [GuardFact]
    public void Other_threads_go_on_unharmed()
    {
        byte[] expected = Fall(_simulation);
        _simulation.Reset();
        using var failing = new Simulation(_model);
        Task<bool>[] others = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var own = new Simulation(_model);
                bool same = true;
                for (int i = 0; i < 100; i++)
                {
                    own.Reset();
                    same &= Fall(own).AsSpan().SequenceEqual(expected);
                }

                return same;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        int failures = 0;
        do
        {
            Fail(failing);
            failing.Reset();
            failures++;
        }
        while (failures < 20 || !others.All(static task => task.IsCompleted));
        Assert.All(others, static task => Assert.True(task.Result));
    }

    [GuardFact]
    public void Whatever_the_memory_there_is_the_right_result_or_an_exception()
    {
        double[] right = Settled(FallingBalls.Ample(Library)).Positions!;
        var seen = new HashSet<PhysicsWarning>();
        int rightOnes = 0;
        for (int kibibytes = 1; kibibytes <= 128; kibibytes++)
        {
            var (positions, warning) = Settled(FallingBalls.Size(Library, kibibytes));
            if (warning is { } kind) seen.Add(kind);
            if (positions is null) continue;
            rightOnes++;
            Assert.Equal(right, positions);
        }

        Assert.InRange(rightOnes, 1, 120);
        Assert.Contains(PhysicsWarning.NativeError, seen);
    }

    [GuardFact]
    public void A_thousand_failures_leave_no_memory_behind()
    {
        for (int i = 0; i < 100; i++) FailAndReset();
        GC.Collect();
        long before = ResidentBytes();
        for (int i = 0; i < 1000; i++) FailAndReset();
        GC.Collect();
        Assert.InRange(ResidentBytes() - before, long.MinValue, 4 << 20);

        void FailAndReset()
        {
            Fail(_simulation);
            _simulation.Reset();
        }
    }

    private static void Fail(Simulation simulation)
    {
        FallingBalls.Land(simulation);
        Assert.Equal(PhysicsWarning.NativeError, Assert.Throws<PhysicsException>(() => simulation.Step(5)).Warning);
    }

    private static byte[] Fall(Simulation simulation)
    {
        simulation.Step(20);
        byte[] state = new byte[simulation.StateSize];
        simulation.SaveState(state);
        return state;
    }

    // No positions and no warning where MuJoCo refuses to load a scene with so little.
    private static (double[]? Positions, PhysicsWarning? Warning) Settled(string size)
    {
        using var scene = new Scene(FallingBalls.Xml(size));
        try
        {
            using var model = Model.Load(Library, scene.Path);
            using var simulation = new Simulation(model);
            return (FallingBalls.Settle(simulation), null);
        }
        catch (MuJoCoException)
        {
            return default;
        }
        catch (PhysicsException error)
        {
            return (null, error.Warning);
        }
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
