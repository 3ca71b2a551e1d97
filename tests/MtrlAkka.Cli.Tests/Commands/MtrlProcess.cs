using System.Diagnostics;

namespace MtrlAkka.Cli.Tests.Commands;

/// <summary>What the program printed, run as a process of its own.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record MtrlProcess(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command to its end.</summary>
    public static Task<MtrlProcess> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs a command to its end, with a variable set.</summary>
    public static async Task<MtrlProcess> RunAsync((string Name, string Value)? variable, params string[] arguments)
    {
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "mtrl.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (variable is var (name, value)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return new MtrlProcess(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public static async Task<string> OutputAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.True(ended.ExitCode == 0, $"exit code {ended.ExitCode}: {ended.Errors}{ended.Output}");
        return ended.Output;
    }

    /// <summary>The one line of a command that was refused.</summary>
    public static async Task<string> RefusedAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("", ended.Output);
        string line = Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.StartsWith("mtrl: ", line, StringComparison.Ordinal);
        return line;
    }
}
