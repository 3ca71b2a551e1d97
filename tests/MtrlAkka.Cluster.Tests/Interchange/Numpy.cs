using System.Diagnostics;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>A Python with numpy, and the test's script in it.</summary>
internal static class Numpy
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> Found = new(() => new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(
        static python => Run(python, "-c", "import numpy") is { Code: 0 }));

    /// <summary>Why the tests with numpy cannot run, or null where they can.</summary>
    public static string? Missing => Found.Value is null ? "there is no python3 with numpy (apt-get install python3-numpy)" : null;

    /// <summary>The folder of the sources.</summary>
    public static string Root
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Join(at.FullName, "MtrlAkka.sln"))) at = at.Parent;
            return at?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
        }
    }

    /// <summary>Runs a command of exchange.py, and gives what it printed.</summary>
    public static string Exchange(params string[] arguments)
    {
        string script = Path.Join(Root, "tests", "MtrlAkka.Cluster.Tests", "Interchange", "exchange.py");
        var (code, text) = Run(Found.Value!, [script, Path.Join(Root, "examples"), .. arguments])!.Value;
        Assert.True(code == 0, text);
        return text.Trim();
    }

    private static (int Code, string Text)? Run(string python, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The learner's own threads and preloads are none of Python's business; it leaves no compiled files in the sources.
        start.Environment.Remove("LD_PRELOAD");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return (-1, $"{python} did not end within {Patience.TotalSeconds} s");
            }

            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
