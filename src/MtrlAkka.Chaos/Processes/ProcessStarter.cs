using System.Collections.Concurrent;
using System.Diagnostics;

namespace MtrlAkka.Chaos.Processes;

/// <summary>
/// Starts processes that end with this one, however it ends. Linux sends the signal for that when the thread ends that has
/// started a process, so one thread starts all of them and lives as long as they may.
/// </summary>
public sealed class ProcessStarter : IDisposable
{
    // Of util-linux, which every Debian and Ubuntu has; without it what is started may be left behind by a killed trial.
    private static readonly string[] Bound = File.Exists("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] : [];
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _wanted = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public ProcessStarter()
    {
        _thread = new Thread(Serve) { IsBackground = true, Name = "process-starter" };
        _thread.Start();
    }

    /// <summary>A command line whose process ends with this one; the process keeps its id.</summary>
    public static IEnumerable<string> Bind(IEnumerable<string> commandLine) => Bound.Concat(commandLine);

    /// <summary>Starts a process.</summary>
    public Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add((start, started));
        return started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Lets the thread end, and with it what still lives of what it has started.</summary>
    public void Dispose()
    {
        _wanted.CompleteAdding();
        _thread.Join();
        _wanted.Dispose();
    }

    private void Serve()
    {
        foreach (var (start, started) in _wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        }
    }
}
