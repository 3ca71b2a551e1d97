using TorchSharp;

namespace MtrlAkka.Learning.Tests;

public class TorchRuntimeTests
{
    [Fact]
    public void Devices_are_parsed_or_refused_with_what_to_do()
    {
        Assert.Equal(DeviceType.CPU, TorchRuntime.ParseDevice("cpu").type);
        Assert.Contains("cuda:N", Assert.Throws<ArgumentException>(() => TorchRuntime.ParseDevice("tpu")).Message, StringComparison.Ordinal);
        if (TorchRuntime.CudaDevices == 0)
            Assert.Contains("use cpu", Assert.Throws<ArgumentException>(() => TorchRuntime.ParseDevice("cuda")).Message, StringComparison.Ordinal);
        else Assert.Equal(DeviceType.CUDA, TorchRuntime.ParseDevice("cuda:0").type);
    }

    [Fact]
    public void The_library_can_be_used_and_multiplies()
    {
        Assert.Null(TorchRuntime.Problem());
        Assert.InRange(TorchRuntime.MatrixRate(torch.CPU, 256, 2), 0.1, 1e5);
        Assert.StartsWith($"{LibraryFolder.Needed}.", TorchRuntime.Version, StringComparison.Ordinal);
    }
}
