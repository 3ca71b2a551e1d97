using BenchmarkDotNet.Attributes;
using MtrlAkka.Learning;
using TransitionBatch = MtrlAkka.Learning.TransitionBatch;

namespace MtrlAkka.Benchmarks;

/// <summary>The learner on MT10: an update, and the policy's answer to ten environments.</summary>
[MemoryDiagnoser]
public class UpdateBenchmarks
{
    private const int Tasks = 10;
    private MultiTaskSac _agent = null!;
    private PolicyNetwork _policy = null!;
    private TransitionBatch _batch = null!;
    private float[] _observations = [];
    private float[] _noise = [];
    private float[] _actions = [];
    private int[] _tasks = [];
    private ulong _update;

    /// <summary>Units of a hidden layer of actor and critics.</summary>
    [Params(128, 400)]
    public int Width { get; set; }

    /// <summary>Makes agent and batch.</summary>
    [GlobalSetup]
    public void Make()
    {
        var network = new NetworkSettings { Width = Width };
        var settings = new SacSettings { Tasks = Tasks, Actor = network, Critic = network };
        _agent = new MultiTaskSac(settings, 1, TorchRuntime.ParseDevice("cpu"));
        _policy = new PolicyNetwork(settings);
        _policy.Load(_agent.Policy());
        _batch = UpdateBenchmark.RandomBatch(settings);
        (_observations, _noise, _actions) = (new float[Tasks * settings.ObservationSize], new float[Tasks * settings.ActionSize], new float[Tasks * settings.ActionSize]);
        _tasks = [.. Enumerable.Range(0, Tasks)];
    }

    /// <summary>Frees the networks.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _agent.Dispose();
        _policy.Dispose();
    }

    /// <summary>An update of 1280 rows.</summary>
    [Benchmark]
    public void Update() => _agent.Update(_batch, _update++);

    /// <summary>The actions of ten environments.</summary>
    [Benchmark]
    public void Act() => _policy.Act(_observations, _tasks, _noise, _actions);
}
