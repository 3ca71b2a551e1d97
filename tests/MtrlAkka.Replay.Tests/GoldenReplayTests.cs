using MtrlAkka.Checkpoints;
using Xunit.Abstractions;

namespace MtrlAkka.Replay.Tests;

/// <summary>Against the replay of BRC's authors (arXiv 2505.23150): a ring for each task. How rows are drawn differs: there over all tasks.</summary>
public class GoldenReplayTests(ITestOutputHelper output)
{
    private const int Tasks = 4, Capacity = 9;

    [Theory]
    [InlineData(6)]
    [InlineData(13)]
    public void Rings_hold_what_the_reference_holds(int inserts)
    {
        if (Open(inserts) is not { } golden) return;
        var layout = new TransitionLayout(3, 2);
        using var shard = new ReplayShard(new ReplayShardOptions(layout, 0, Tasks - 1, 1, Capacity));
        float[] rewards = Numbers("insert/rewards"), masks = Numbers("insert/masks");
        for (int i = 0; i < inserts * Tasks; i++)
        {
            shard.Append(
                new InsertKey(i % Tasks, 0, i / Tasks), Numbers("insert/observations").AsSpan(i * 3, 3), Numbers("insert/actions").AsSpan(i * 2, 2),
                rewards[i], masks[i] == 0, Numbers("insert/next_observations").AsSpan(i * 3, 3));
        }

        int size = Math.Min(inserts, Capacity);
        float[] held = Numbers("buffer/rewards");
        for (int task = 0; task < Tasks; task++)
            for (int slot = 0; slot < size; slot++) Assert.Equal(held[(task * Capacity) + slot], Row(task, slot)[layout.RewardOffset]);

        int[] drawn = golden["sample/flat_index"].As<int>().ToArray();
        for (int i = 0; i < drawn.Length; i++)
        {
            float[] row = new float[layout.RowLength];
            layout.Pack(
                row, Numbers("sample/observations").AsSpan(i * 3, 3), Numbers("sample/actions").AsSpan(i * 2, 2), Numbers("sample/rewards")[i],
                Numbers("sample/masks")[i] == 0, Numbers("sample/next_observations").AsSpan(i * 3, 3));
            Assert.Equal(row, Row(drawn[i] / size, drawn[i] % size));
        }

        float[] Row(int task, int slot)
        {
            var ring = shard.Ring(task);
            long number = ring.First;
            while (number % Capacity != slot) number++;
            return ring.Row(number).ToArray();
        }

        float[] Numbers(string name) => golden[name].As<float>().ToArray();
    }

    private SafetensorsFile? Open(int inserts)
    {
        string? shared = Environment.GetEnvironmentVariable("MTRL_SHARED");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(shared) && at is not null; at = at.Parent)
            if (File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) shared = Path.Join(at.Parent!.FullName, "shared");
        string file = Path.Join(shared, "golden", "brc", "loop", $"replay_after_{inserts}.safetensors");
        if (File.Exists(file)) return SafetensorsFile.Read(file);
        output.WriteLine($"skipped: no {file}");
        return null;
    }
}
