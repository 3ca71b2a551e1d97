using MtrlAkka.Learning.Plasticity;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests.Plasticity;

public class MeasuringThreadTests
{
    [Fact]
    public async Task It_has_no_workers_and_other_threads_keep_theirs()
    {
        int threads = TorchRuntime.Threads;
        TorchRuntime.Threads = 2;
        try
        {
            using var thread = new MeasuringThread();
            Assert.Equal(1, await thread.Run(static _ => get_num_threads()));
            Assert.Equal(2, await Task.Factory.StartNew(get_num_threads, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
        finally
        {
            TorchRuntime.Threads = threads;
        }
    }

    [Fact]
    public async Task What_is_under_way_gives_up_when_nobody_waits_for_it_any_more()
    {
        Task<int> given;
        using (var thread = new MeasuringThread())
        {
            var begun = new TaskCompletionSource();
            given = thread.Run(stopping =>
            {
                begun.SetResult();
                stopping.WaitHandle.WaitOne();
                stopping.ThrowIfCancellationRequested();
                return 1;
            });
            await begun.Task;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public async Task A_failure_is_the_caller_s()
    {
        using var thread = new MeasuringThread();
        await Assert.ThrowsAsync<InvalidDataException>(() => thread.Run<int>(static _ => throw new InvalidDataException()));
        Assert.Equal(2, await thread.Run(static _ => 2));
    }
}
