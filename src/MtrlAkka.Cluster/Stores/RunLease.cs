using System.Data.Common;

namespace MtrlAkka.Cluster.Stores;

/// <summary>
/// The right to lead a run, kept beside its journal: a row with the holder's name that the holder renews. A lock that lives with a
/// connection or a process would stay with a holder that sleeps; this one runs out, by the database's clock. It keeps two leaders
/// apart; that the one who has lost it cannot commit is up to the journal's tables.
/// </summary>
public sealed class RunLease : IAsyncDisposable
{
    /// <summary>How long a lease outlives its last renewal.</summary>
    public static readonly TimeSpan DefaultTerm = TimeSpan.FromSeconds(8);

    private readonly JournalLocation _journal;
    private readonly TimeSpan _term;
    private readonly string _token;
    private readonly Action<string?> _reach;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _released = new();
    private readonly Task _renewing;
    private int _given;

    private RunLease(JournalLocation journal, TimeSpan term, string token, Action<string?> reach)
    {
        (_journal, _term, _token, _reach) = (journal, term, token, reach);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>Completes with the new holder's name when someone else has the run: this process must not lead it any more.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Takes a run. One that is held is waited for until its holder has shown that it lives.</summary>
    /// <param name="journal">The run's journal, with its tables.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="patience">How long a living holder is waited for.</param>
    /// <param name="term">How long the lease outlives its last renewal.</param>
    /// <param name="reach">Told why the database is out of reach, in one line, and null when it is back; on any thread.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="RunHeldException">A living holder has the run.</exception>
    /// <exception cref="InvalidDataException">The journal cannot be used.</exception>
    /// <exception cref="JournalUnreachableException">The database is out of reach.</exception>
    public static async Task<RunLease> TakeAsync(
        JournalLocation journal, LeaseHolder holder, TimeSpan patience, TimeSpan term, Action<string?> reach, CancellationToken cancel = default)
    {
        string token = Guid.NewGuid().ToString("N");
        await FreeAsync(journal, patience, term, connection => LeaseRow.Take(journal, connection, holder, token, term), cancel).ConfigureAwait(false);
        return new RunLease(journal, term, token, reach);
    }

    /// <summary>Waits until nobody holds a run, without taking it: where the lock of the run's folder is enough.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public static Task RequireFreeAsync(JournalLocation journal, CancellationToken cancel = default) =>
        FreeAsync(journal, TimeSpan.Zero, DefaultTerm, connection => LeaseRow.Read(journal, connection), cancel);

    /// <summary>Gives the run back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _given, 1) != 0) return;
        await _released.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        try
        {
            await using var connection = _journal.Open();
            LeaseRow.Release(_journal, connection, _token);
        }
        catch (Exception error) when (JournalLocation.IsOutOfOrder(error))
        {
            // It runs out by itself.
        }

        _released.Dispose();
    }

    private static async Task FreeAsync(JournalLocation journal, TimeSpan patience, TimeSpan term, Func<DbConnection, LeaseRow?> held, CancellationToken cancel)
    {
        long began = Environment.TickCount64;
        LeaseRow? first = null;
        while (true)
        {
            LeaseRow? now;
            try
            {
                await using var connection = journal.Open();
                now = held(connection);
            }
            catch (Exception error) when (JournalLocation.IsOutOfOrder(error))
            {
                throw journal.Unusable(error);
            }

            if (now is null) return;
            first ??= now;
            bool lives = now != first;
            if (lives && Environment.TickCount64 - began >= patience.TotalMilliseconds) throw new RunHeldException(journal.Name, now.Holder);
            await Task.Delay(term / 20, cancel).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync()
    {
        bool away = false;
        using var timer = new PeriodicTimer(_term / 4);
        try
        {
            while (await timer.WaitForNextTickAsync(_released.Token).ConfigureAwait(false))
            {
                try
                {
                    await using var connection = _journal.Open();
                    if (LeaseRow.Renew(_journal, connection, _token, _term) is { } taken)
                    {
                        _lost.TrySetResult(taken);
                        return;
                    }

                    if (away) _reach(null);
                    away = false;
                }
                catch (Exception error) when (JournalLocation.IsOutOfOrder(error))
                {
                    if (!away) _reach(_journal.Unusable(error).Message);
                    away = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }
}
