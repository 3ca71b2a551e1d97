using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Async;

/// <summary>Which worker steps which environment: in equal shares, moved as rarely as that allows, everything in a fixed order.</summary>
/// <param name="count">Environments of the run.</param>
/// <param name="next">Gives the incarnation of a lease.</param>
internal sealed class EnvironmentLeases(int count, Func<Incarnation> next)
{
    // Ticks after which an environment that is not handed back is taken away, at the price of its episode.
    private const int Patience = 10;
    private readonly Slot[] _slots = [.. Enumerable.Range(0, count).Select(static index => new Slot(index))];

    /// <summary>Environments that make no more steps, in order.</summary>
    public IReadOnlyList<int> Quarantined => [.. _slots.Where(static slot => slot.Quarantined).Select(static slot => slot.Index)];

    /// <summary>Whether something has changed since the last assignments.</summary>
    public bool Changed { get; set; }

    /// <summary>An environment makes no more steps.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Quarantine(int environment)
    {
        var slot = _slots[environment];
        if (slot.Quarantined) return false;
        slot.Quarantined = true;
        Vacate(slot, null);
        return true;
    }

    /// <summary>A worker has an environment from before this coordinator's term; of two the later counts.</summary>
    public void Adopt(PartAddress worker, EnvironmentKey key)
    {
        var slot = _slots[key.Environment];
        if (slot.Quarantined || (slot.Worker is not null && slot.Incarnation >= key.Incarnation)) return;
        (slot.Worker, slot.Incarnation, slot.Existing, slot.Since, slot.Leaving) = (worker, key.Incarnation, true, 0, false);
        Changed = true;
    }

    /// <summary>A worker is gone, with its environments.</summary>
    public void WorkerGone(PartAddress worker)
    {
        foreach (var slot in _slots.Where(slot => slot.Worker == worker)) Vacate(slot, null);
    }

    /// <summary>A worker told which environments it has after an assignment.</summary>
    public void On(PartAddress worker, long serial, IReadOnlyList<EnvironmentKey> environments)
    {
        var hosted = environments.ToDictionary(static key => key.Environment, static key => key.Incarnation);
        foreach (var slot in _slots.Where(slot => slot.Worker == worker && slot.Since <= serial))
        {
            if (!hosted.TryGetValue(slot.Index, out var incarnation) || incarnation != slot.Incarnation) Vacate(slot, null);
            // It has begun: what it began with is needed no more.
            else slot.State = null;
        }
    }

    /// <summary>An environment was handed back.</summary>
    public void On(EnvironmentReleased released)
    {
        var slot = _slots[released.Key.Environment];
        // Also where the coordinator before asked for it.
        if (slot.Worker is not null && slot.Incarnation == released.Key.Incarnation) Vacate(slot, released.State);
    }

    /// <summary>Time passes.</summary>
    public void Tick()
    {
        foreach (var slot in _slots.Where(static slot => slot.Worker is not null && slot.Leaving))
        {
            if (++slot.Waited > Patience) Vacate(slot, null);
        }
    }

    /// <summary>Gives every environment to a worker, and asks back what others should have.</summary>
    /// <param name="workers">Workers that take environments, in order.</param>
    /// <param name="serial">Number of the assignments that will tell of it.</param>
    public void Place(IReadOnlyList<PartAddress> workers, long serial)
    {
        foreach (var slot in _slots.Where(slot => slot.Worker is not null && !workers.Contains(slot.Worker))) Leave(slot);
        if (workers.Count == 0) return;
        int[] loads = [.. workers.Select(worker => _slots.Count(slot => slot.Worker == worker && !slot.Leaving))];
        foreach (var slot in _slots.Where(static slot => !slot.Quarantined && (slot.Worker is null || slot.Leaving)))
        {
            int least = Array.IndexOf(loads, loads.Min());
            loads[least]++;
            if (slot.Worker is not null) continue;
            (slot.Worker, slot.Incarnation, slot.Existing, slot.Since, slot.Leaving) = (workers[least], next(), false, serial, false);
            Changed = true;
        }

        while (loads.Max() - loads.Min() > 1)
        {
            int most = Array.IndexOf(loads, loads.Max()), least = Array.IndexOf(loads, loads.Min());
            // Those that are on their way to the fuller one find room at the other.
            if (_slots.LastOrDefault(slot => slot.Worker == workers[most] && !slot.Leaving) is { } slot) Leave(slot);
            loads[most]--;
            loads[least]++;
        }
    }

    /// <summary>What a worker has to step.</summary>
    public IReadOnlyList<EnvironmentLease> Of(PartAddress worker) =>
        [.. _slots.Where(slot => slot.Worker == worker).Select(static slot =>
            new EnvironmentLease(new EnvironmentKey(slot.Index, slot.Incarnation), slot.State, slot.Existing, slot.Leaving))];

    /// <summary>Whether a worker has none.</summary>
    public bool IsIdle(PartAddress worker) => !Array.Exists(_slots, slot => slot.Worker == worker);

    private void Leave(Slot slot)
    {
        if (slot.Leaving) return;
        (slot.Leaving, slot.Waited) = (true, 0);
        Changed = true;
    }

    private void Vacate(Slot slot, byte[]? state)
    {
        (slot.Worker, slot.State, slot.Leaving, slot.Waited) = (null, state, false, 0);
        Changed = true;
    }

    private sealed class Slot(int index)
    {
        public int Index => index;

        public PartAddress? Worker { get; set; }

        public Incarnation Incarnation { get; set; }

        public byte[]? State { get; set; }

        public bool Existing { get; set; }

        public bool Leaving { get; set; }

        public bool Quarantined { get; set; }

        public long Since { get; set; }

        public int Waited { get; set; }
    }
}
