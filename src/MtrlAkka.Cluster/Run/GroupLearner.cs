using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// The agents of several runs as one group (<see cref="AgentGroup"/>), each run's learner bringing its batches on a thread of its own,
/// which waits while the group's thread computes. An update begins when every run that has updates to come has brought a batch;
/// runs need not be equally far. A run that is done, or ended, is not waited for.
/// </summary>
internal sealed class GroupLearner : IDisposable
{
    private readonly object _gate = new();
    private readonly AgentGroup _group;
    private readonly Seat[] _seats;
    private readonly TransitionBatch?[] _batches;
    private readonly ulong[] _indices;
    private readonly Thread _thread;
    private bool _updating, _closed;

    /// <summary>Takes over a group with no agent yet; all of its places are waited for from now on.</summary>
    public GroupLearner(AgentGroup group)
    {
        _group = group;
        _seats = [.. Enumerable.Range(0, group.Count).Select(index => new Seat(this, index))];
        (_batches, _indices) = (new TransitionBatch?[group.Count], new ulong[group.Count]);
        _thread = new Thread(Work) { IsBackground = true, Name = "group of learners" };
        _thread.Start();
    }

    /// <summary>The places of the runs.</summary>
    public IReadOnlyList<IAgentSeat> Seats => _seats;

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
                foreach (var seat in _seats) seat.Done(new ObjectDisposedException(nameof(GroupLearner)));
                Monitor.PulseAll(_gate);
                return false;
            }

            _updating = true;
            foreach (var seat in _seats) (_batches[seat.Index], _indices[seat.Index]) = (seat.Batch, seat.Update);
            return true;
        }
    }

    private sealed class Seat(GroupLearner learner, int index) : IAgentSeat
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
