using BenchmarkDotNet.Attributes;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;
using MtrlAkka.Physics;

namespace MtrlAkka.Benchmarks;

/// <summary>One environment: a whole step, and its reward alone. MTRL_MUJOCO names the physics.</summary>
[MemoryDiagnoser]
public class EnvironmentBenchmarks
{
    private const int Horizon = 500;
    private readonly double[] _observation = new double[MetaWorldEnvironment.ObservationSize];
    private readonly float[] _action = new float[MetaWorldEnvironment.ActionSize];
    private readonly double[] _wide = [0.5, -0.5, 0.25, 1];
    private readonly CounterRandom _random = new(1, 1);
    private MetaWorldEnvironment _environment = null!;
    private GoalTable _goals = null!;
    private ulong _step;

    /// <summary>The task.</summary>
    [Params("reach", "pick-place", "drawer-open")]
    public string Task { get; set; } = "";

    /// <summary>Makes the environment.</summary>
    [GlobalSetup]
    public void Make()
    {
        var tasks = MetaWorld.Benchmarks.Of([Task]).Tasks;
        _goals = GoalTable.Create(tasks, 1, 1);
        _environment = MetaWorldEnvironment.Create(new EnvironmentSettings { Task = tasks[0] }, MuJoCoLibrary.Load(null));
        _environment.Reset(_goals[0, 0], _observation);
    }

    /// <summary>Frees the simulation.</summary>
    [GlobalCleanup]
    public void Free() => _environment.Dispose();

    /// <summary>A step of random action; every five hundredth begins the next episode.</summary>
    [Benchmark]
    public void Step()
    {
        if (_step % Horizon == 0) _environment.Reset(_goals[0, 0], _observation);
        _random.Uniform(_action, -1, 1, _step++);
        _environment.Step(_action, _observation);
    }

    /// <summary>The reward of a step, with its measures.</summary>
    [Benchmark]
    public StepInfo Reward() => _environment.Evaluate(_observation, _wide);
}
