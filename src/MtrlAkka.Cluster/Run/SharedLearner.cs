using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// One group of agents that the runs of a process train together, each from its own learner, whose thread waits while the
/// group's thread computes. An update begins when every run that has updates to come has brought a batch; runs need not be equally
/// far. A run that is done, or ended, is not waited for.
/// </summary>
public sealed class SharedLearner : IDisposable
{
    private readonly object _gate = new();
    private readonly AgentGroup _group;
    private readonly Seat[] _seats;
    private readonly TransitionBatch?[] _batches;
    private readonly ulong[] _indices;
    private readonly Thread _thread;
    private bool _updating, _closed;

    /// <summary>A group for runs that have not begun yet; all of them are waited for from now on.</summary>
    /// <param name="runs">At least one.</param>
    /// <exception cref="SettingsException">The runs cannot share a learner; the message names the setting.</exception>
    public SharedLearner(IReadOnlyList<RunSettings> runs)
    {
        Require(runs);
        _group = new AgentGroup(
            [.. runs.Select(static run => (run.Learner.Sac, (ulong)run.Seed))], TorchRuntime.ParseDevice(runs[0].Learner.Device));
        _seats = [.. runs.Select((_, index) => new Seat(this, index))];
        (_batches, _indices) = (new TransitionBatch?[runs.Count], new ulong[runs.Count]);
        _thread = new Thread(Work) { IsBackground = true, Name = "shared learner" };
        _thread.Start();
    }

    /// <summary>Runs that share it.</summary>
    public int Runs => _seats.Length;

    /// <summary>The place of a run, by its index.</summary>
    public IAgentSeat this[int index] => _seats[index];

    /// <summary>Refuses runs that cannot share a learner.</summary>
    /// <exception cref="SettingsException">A setting differs that may not; the message names it.</exception>
    public static void Require(IReadOnlyList<RunSettings> runs)
    {
        foreach (var run in runs)
        {
            if (run.Learner.Device != runs[0].Learner.Device || run.Learner.Threads != runs[0].Learner.Threads)
                throw new SettingsException("runs that share a learner have the same learner.device and learner.threads: train these one by one");
        }

        try
        {
            AgentGroup.Require([.. runs.Select(static run => run.Learner.Sac)]);
        }
        catch (ArgumentException error)
        {
            throw new SettingsException($"{error.Message}: train these runs one by one", error);
        }
    }

    /// <summary>Ends the group; an update that a run still waits for fails.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _group.Dispose();
    }

    private void Work()
    {
        while (Collect())
        {
            Exception? failure = null;
            try
            {
                _group.Update(_batches, _indices);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Each run's learner fails with it, and its run goes back to its last checkpoint.
                failure = error;
            }

            lock (_gate)
            {
                _updating = false;
                foreach (var seat in _seats) seat.Done(failure);
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Waits until all that are waited for are there.
    private bool Collect()
    {
        lock (_gate)
        {
            while (!_closed && !(Array.Exists(_seats, static seat => seat.Batch is not null) && Array.TrueForAll(_seats, static seat => !seat.Expected || seat.Batch is not null)))
                Monitor.Wait(_gate);
            if (_closed)
            {
                foreach (var seat in _seats) seat.Done(new ObjectDisposedException(nameof(SharedLearner)));
                Monitor.PulseAll(_gate);
                return false;
            }

            _updating = true;
            foreach (var seat in _seats) (_batches[seat.Index], _indices[seat.Index]) = (seat.Batch, seat.Update);
            return true;
        }
    }

    private sealed class Seat(SharedLearner learner, int index) : IAgentSeat
    {
        private Exception? _failure;

        public int Index => index;

        public bool Expected { get; private set; } = true;

        public TransitionBatch? Batch { get; private set; }

        public ulong Update { get; private set; }

        public MultiTaskSac Begin()
        {
            lock (learner._gate)
            {
                while (learner._updating) Monitor.Wait(learner._gate);
                Expected = true;
                return learner._group.Begin(index);
            }
        }

        void IAgentSeat.Update(TransitionBatch batch, ulong update)
        {
            lock (learner._gate)
            {
                ObjectDisposedException.ThrowIf(learner._closed, learner);
                (Batch, Update, _failure) = (batch, update, null);
                Monitor.PulseAll(learner._gate);
                while (Batch is not null) Monitor.Wait(learner._gate);
                if (_failure is not null) throw new InvalidOperationException($"the shared learner failed: {_failure.Message}", _failure);
            }
        }

        public void Done(Exception? failure)
        {
            if (Batch is null) return;
            (Batch, _failure) = (null, failure);
        }

        public void Finish()
        {
            lock (learner._gate)
            {
                Expected = false;
                Monitor.PulseAll(learner._gate);
            }
        }

        public void Leave() => Finish();
    }
}
