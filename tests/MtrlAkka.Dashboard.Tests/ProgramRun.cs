using System.Diagnostics;
using System.Threading.Channels;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>The program in a process of its own, whose lines are read as they come.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _said = [];

    public ProgramRun(params IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "mtrl.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _process.OutputDataReceived += Said;
        _process.ErrorDataReceived += Said;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The next line that begins so, without its beginning.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        return await TestWait.For(FindAsync(), () => $"the line '{beginning}…' (said so far: {string.Join(" | ", _said)})");

        async Task<string> FindAsync()
        {
            await foreach (string line in _lines.Reader.ReadAllAsync())
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal)) return line[beginning.Length..];
            }

            throw new InvalidOperationException($"the program ended without the line '{beginning}…': {string.Join(" | ", _said)}");
        }
    }

    /// <summary>Its exit code and all that it said, once it has ended.</summary>
    public async Task<(int Code, IReadOnlyList<string> Said)> EndAsync()
    {
        await TestWait.For(WaitAsync(), () => $"the end of the program (said so far: {string.Join(" | ", _said)})");
        return (_process.ExitCode, _said);

        async Task<bool> WaitAsync()
        {
            await _process.WaitForExitAsync();
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Said(object sender, DataReceivedEventArgs said)
    {
        if (said.Data is not { } line) return;
        lock (_said) _said.Add(line);
        _lines.Writer.TryWrite(line);
    }
}
