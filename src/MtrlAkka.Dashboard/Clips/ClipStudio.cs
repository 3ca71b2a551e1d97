using System.Threading.Channels;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Dashboard.Clips;

/// <summary>Has films made that were asked for, one after the other.</summary>
public sealed class ClipStudio : IAsyncDisposable
{
    private const int MostOrders = 50;
    private readonly IFilmMaker _maker;
    private readonly Action _made;
    private readonly Channel<Order> _orders = Channel.CreateBounded<Order>(new BoundedChannelOptions(MostOrders) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<Order> _open = [];
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Task _working;

    /// <summary>A studio without orders.</summary>
    /// <param name="maker">Who makes the films.</param>
    /// <param name="made">Told when one is there, or failed.</param>
    public ClipStudio(IFilmMaker maker, Action made)
    {
        (_maker, _made) = (maker, made);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>Orders a film of each of some tasks with the policy of what is a run's last checkpoint when its turn comes; what is ordered already is not ordered twice.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tasks">Full names of the tasks.</param>
    public void Order(RunFolder run, IEnumerable<string> tasks)
    {
        lock (_lock)
        {
            _failures.Remove(run.Name);
            foreach (string task in tasks)
            {
                var order = new Order(run, task);
                if (!_open.Contains(order) && _open.Count < MostOrders && _orders.Writer.TryWrite(order)) _open.Add(order);
            }
        }
    }

    /// <summary>Tasks of a run whose films are being made, in their order.</summary>
    public IReadOnlyList<string> Open(string run)
    {
        lock (_lock) return [.. _open.Where(order => order.Run.Name == run).Select(static order => order.Task)];
    }

    /// <summary>Why the last film of a run was not made, or null.</summary>
    public string? Failure(string run)
    {
        lock (_lock) return _failures.GetValueOrDefault(run);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var order in _orders.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
        {
            string? failure = null;
            try
            {
                if (RunJournal.Read(order.Run).Committed is not [.., var last]) throw new InvalidDataException("no checkpoint is committed yet");
                await _maker.MakeAsync(order.Run.Path, order.Task, last.Round, ClipShelf.PathOf(order.Run, order.Task, last.Round), _stopping.Token).ConfigureAwait(false);
                ClipShelf.Tidy(order.Run, order.Task);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or SettingsException)
            {
                failure = $"{order.Task} cannot be filmed: {error.Message}";
            }

            lock (_lock)
            {
                _open.Remove(order);
                if (failure is not null) _failures[order.Run.Name] = failure;
            }

            _made();
        }
    }
}

/// <summary>A film that was asked for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Task">Full name of the task.</param>
internal sealed record Order(RunFolder Run, string Task);
