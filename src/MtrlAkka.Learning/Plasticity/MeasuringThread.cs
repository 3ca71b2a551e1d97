using System.Collections.Concurrent;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>One thread for all measurements of a learner: libtorch keeps a team of workers for each thread that calls it.</summary>
internal sealed class MeasuringThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;

    public MeasuringThread()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "plasticity" };
        _thread.Start();
    }

    /// <summary>Does something on the thread, which gives up when its token says so; an exception becomes the task's.</summary>
    public Task<T> Run<T>(Func<CancellationToken, T> work)
    {
        var task = new Task<T>(() => work(_stopping.Token), _stopping.Token);
        _work.Add(task.RunSynchronously);
        return task;
    }

    /// <summary>Tells what is under way to give up, and waits for it.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        _stopping.Dispose();
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
