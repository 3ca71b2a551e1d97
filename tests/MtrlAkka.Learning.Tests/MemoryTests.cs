using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class MemoryTests
{
    [Theory]
    [InlineData("multi-head", true, 10_000)]
    [InlineData("multi-head", false, 500)]
    [InlineData("soft-modules", true, 1000)]
    [InlineData("paco", true, 1000)]
    [InlineData("care", true, 1000)]
    [InlineData("film", true, 1000)]
    [InlineData("moore", true, 1000)]
    [InlineData("bro", true, 500)]
    [InlineData("simba", true, 500)]
    public void Updates_leave_no_tensor_and_no_memory_behind(string architecture, bool host, int updates)
    {
        var settings = Agents.Tiny(architecture, layerNorm: true) with { BatchPerTask = 4 };
        var batch = UpdateBenchmark.RandomBatch(settings);
        var kernels = host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch;
        long before = NativeTensors.Settled();
        using (var agent = new MultiTaskSac(settings, 1, CPU, ScalarType.Float32, kernels))
        {
            Agents.Train(agent, batch, 0, 100);
            long tensors = NativeTensors.Settled(), allocated = GC.GetAllocatedBytesForCurrentThread(), resident = ResidentBytes();
            for (int i = 0; i < updates; i++)
            {
                agent.Update(batch, (ulong)i);
                if (i % 500 == 0) agent.ReadMetrics();
            }

            Assert.Equal(tensors, Tensor.TotalCount);
            Assert.InRange(ResidentBytes() - resident, long.MinValue, 16 << 20);
            if (host && architecture == "multi-head") Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / updates, 0, 512);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Acting_allocates_nothing()
    {
        var settings = Agents.Small();
        using var agent = Agents.Create(settings);
        using var policy = new PolicyNetwork(settings);
        policy.Load(agent.Policy());
        float[] observations = new float[5 * 39], noise = new float[5 * 4], actions = new float[5 * 4];
        int[] tasks = [0, 1, 2, 1, 0];
        policy.Act(observations, tasks, noise, actions);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) policy.Act(observations, tasks, noise, actions);
        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("soft-modules")]
    [InlineData("moore")]
    public void Acting_and_loading_leave_no_tensor_behind(string architecture)
    {
        var settings = Agents.Tiny(architecture);
        using var agent = Agents.Create(settings);
        long before = NativeTensors.Settled(), tensors = 0;
        using (var policy = new PolicyNetwork(settings))
        {
            for (int i = 0; i < 10; i++)
            {
                policy.Load(agent.Policy());
                policy.Act(new float[2 * 39], [1, 2], [], new float[2 * 4]);
                if (i == 0) tensors = Tensor.TotalCount;
            }

            Assert.Equal(tensors, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static long ResidentBytes() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
}
