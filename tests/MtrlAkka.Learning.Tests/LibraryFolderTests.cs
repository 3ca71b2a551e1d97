using System.Diagnostics;
using Xunit.Abstractions;

namespace MtrlAkka.Learning.Tests;

/// <summary>Folders that are named as a libtorch and are none that can be used: one line each, with what to do.</summary>
public sealed class LibraryFolderTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-libtorch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_without_one_is_refused_and_one_inside_it_suggested()
    {
        Refused("there is no libtorch (libtorch_cpu.so) in it; name the lib folder of a PyTorch 2.10 installation");
        string inside = Path.Join(_folder, "torch", "lib");
        Directory.CreateDirectory(inside);
        File.WriteAllText(Path.Join(inside, "libtorch_cpu.so"), "");
        Refused($"name {inside}");
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused()
    {
        File.WriteAllText(Path.Join(_folder, "libtorch_cpu.so"), "no library");
        Refused("libtorch_cpu.so cannot be loaded");
    }

    [Theory]
    [InlineData("(2ull << 56) | (9ull << 48)", "its libtorch is 2.9, and TorchSharp needs 2.10")]
    [InlineData(null, "its libtorch is older than 2.9, and TorchSharp needs 2.10")]
    public void Another_version_is_refused(string? version, string expected)
    {
        string source = Path.Join(_folder, "version.c"), library = Path.Join(_folder, "libtorch_cpu.so");
        File.WriteAllText(source, version is null ? "int nothing;" : $"unsigned long long aoti_torch_abi_version(void) {{ return {version}; }}");
        try
        {
            using var gcc = Process.Start("gcc", ["-shared", "-fPIC", source, "-o", library]);
            gcc.WaitForExit();
            if (gcc.ExitCode != 0) throw new InvalidOperationException("gcc cannot compile");
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            output.WriteLine($"skipped: {error.Message}");
            return;
        }

        Refused(expected);
    }

    private void Refused(string expected)
    {
        string line = Assert.Throws<InvalidDataException>(() => new LibraryFolder(_folder).Load()).Message;
        Assert.StartsWith($"MTRL_LIBTORCH={_folder}: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }
}
