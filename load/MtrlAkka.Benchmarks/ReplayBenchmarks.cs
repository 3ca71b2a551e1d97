using BenchmarkDotNet.Attributes;
using MtrlAkka.Numerics;
using MtrlAkka.Replay;

namespace MtrlAkka.Benchmarks;

/// <summary>A replay shard of MT10: transitions into its rings, and batches out of them.</summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    private const int Tasks = 10, PerTask = 128, Kept = 100_000;
    private readonly float[] _row = new float[TransitionLayout.MetaWorld.RowLength];
    private readonly InsertKey[] _keys = new InsertKey[Tasks];
    private readonly CounterRandom _random = new(1, 1);
    private ReplayShard _shard = null!;
    private TransitionBatch _batch = null!;
    private float[] _rows = [];
    private long _number;
    private ulong _update;

    /// <summary>Fills the rings beyond what caches keep.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, Tasks - 1, 1, Kept));
        _batch = new TransitionBatch(TransitionLayout.MetaWorld, Tasks * PerTask);
        _random.Uniform(_row, -1, 1, 0);
        _rows = [.. Enumerable.Range(0, Tasks).SelectMany(_ => _row)];
        for (int i = 0; i < Kept; i++) AppendRound();
    }

    /// <summary>Frees the rings.</summary>
    [GlobalCleanup]
    public void Free() => _shard.Dispose();

    /// <summary>Ten transitions, one of each task.</summary>
    [Benchmark(OperationsPerInvoke = Tasks)]
    public int AppendRound()
    {
        for (int task = 0; task < Tasks; task++) _keys[task] = new InsertKey(task, 0, _number);
        _number++;
        return _shard.AppendRound(_keys, _rows);
    }

    /// <summary>A batch of 1280 rows, 128 of each task.</summary>
    [Benchmark]
    public void Sample() => _shard.SampleInto(_batch.Columns, PerTask, _random, _update++);
}
