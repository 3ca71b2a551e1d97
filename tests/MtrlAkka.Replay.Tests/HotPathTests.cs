using System.Diagnostics;
using MtrlAkka.Numerics;
using Xunit.Abstractions;

namespace MtrlAkka.Replay.Tests;

public class HotPathTests(ITestOutputHelper output)
{
    private const int Tasks = 10, PerTask = 128, Capacity = 20_000;

    [Fact]
    public void Append_and_sample_allocate_nothing()
    {
        using var shard = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, 0, Tasks - 1, 1, 64));
        var batch = new TransitionBatch(TransitionLayout.MetaWorld, Tasks * PerTask);
        var keys = new InsertKey[Tasks];
        float[] rows = new float[Tasks * TransitionLayout.MetaWorld.RowLength];
        float[] observation = new float[39], action = new float[4];
        long number = 0;

        void Round()
        {
            for (int task = 0; task < Tasks; task++) keys[task] = new InsertKey(task, 0, number);
            shard.AppendRound(keys, rows);
            number++;
            for (int task = 0; task < Tasks; task++) shard.Append(new InsertKey(task, 0, number), observation, action, 1, false, observation);
            number++;
            shard.SampleInto(batch.Columns, PerTask, new CounterRandom(1, 2), (ulong)number);
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_rates_of_append_and_sample_are_told_beside_memcpys()
    {
        var layout = TransitionLayout.MetaWorld;
        using var shard = new ReplayShard(new ReplayShardOptions(layout, 0, Tasks - 1, 1, Capacity));
        var batch = new TransitionBatch(layout, Tasks * PerTask);
        var keys = new InsertKey[Tasks];
        float[] rows = new float[Tasks * layout.RowLength];
        double append = Best(3, Capacity * Tasks * (double)layout.RowBytes, () =>
        {
            long start = shard.Ring(0).Appended;
            for (long number = start; number < start + Capacity; number++)
            {
                for (int task = 0; task < Tasks; task++) keys[task] = new InsertKey(task, 0, number);
                shard.AppendRound(keys, rows);
            }
        });

        ulong step = 0;
        const int Batches = 50;
        double sample = Best(3, Batches * batch.Rows * (double)layout.RowBytes, () =>
        {
            for (int i = 0; i < Batches; i++) shard.SampleInto(batch.Columns, PerTask, new CounterRandom(1, 2), step++);
        });

        float[] source = new float[1 << 24], target = new float[1 << 24];
        double copy = Best(3, source.Length * 4.0, () => source.CopyTo(target, 0));
        output.WriteLine($"append {append:F1} GB/s ({append * 1e3 / layout.RowBytes:F1} M rows/s), sample {sample:F1} GB/s "
            + $"({sample * 1e3 / layout.RowBytes:F1} M rows/s), memcpy of 64 MB {copy:F1} GB/s; rows of {layout.RowBytes} bytes");
    }

    private static double Best(int times, double bytes, Action action)
    {
        action();
        double best = 0;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Max(best, bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }

        return best;
    }
}
