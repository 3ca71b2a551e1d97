using System.Collections.Concurrent;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// One thread for all measurements of a learner. It has no workers beside it: the learner's own and the environments keep
/// the cores busy, and there a decomposition that waits for several threads takes many times longer than on one.
/// </summary>
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
        // What waits for it must not go on here: it might dispose this thread.
        var task = new Task<T>(() => work(_stopping.Token), TaskCreationOptions.RunContinuationsAsynchronously);
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
        HostThreads.StayAlone();
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
