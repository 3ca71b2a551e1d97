using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>
/// One environment as its worker sees it: its steps that are not in the replay yet, and what it is doing. Where the shard went
/// back to a checkpoint the steps get the numbers that it waits for.
/// </summary>
/// <param name="environment">Index of the environment.</param>
/// <param name="incarnation">Its incarnation.</param>
/// <param name="room">Steps that may be under way.</param>
/// <param name="rowLength">Numbers of a row.</param>
internal sealed class StepWindow(int environment, Incarnation incarnation, int room, int rowLength)
{
    private readonly float[] _rows = new float[room * rowLength];
    private readonly long[] _versions = new long[room];
    private readonly ReturnRange[] _returns = new ReturnRange[room];
    private int _oldest;
    private int _sent;
    private bool _moved;

    public int Environment => environment;

    public Incarnation Incarnation => incarnation;

    /// <summary>Whether the shard has told this incarnation which row is next.</summary>
    public bool Claimed { get; private set; }

    /// <summary>Whether it observes something and makes no step.</summary>
    public bool Idle { get; set; }

    /// <summary>Whether it is to be handed back.</summary>
    public bool Leaving { get; set; }

    /// <summary>What it goes on from elsewhere, once it is handed back.</summary>
    public byte[]? State { get; set; }

    /// <summary>Whether its state was asked for.</summary>
    public bool Capturing { get; set; }

    /// <summary>Whether it failed more often than the run allows.</summary>
    public bool Quarantined { get; set; }

    /// <summary>Number of the first step that is not in the replay.</summary>
    public long First { get; private set; }

    /// <summary>Steps that are not in the replay.</summary>
    public int Count { get; private set; }

    /// <summary>Steps that were not sent, or seem lost.</summary>
    public int Unsent => Count - _sent;

    /// <summary>Whether the shard let nothing in since the last time this was asked, although it should have something.</summary>
    public bool Stalled
    {
        get
        {
            bool stalled = _sent > 0 && !_moved;
            _moved = false;
            return stalled;
        }
    }

    /// <summary>Whether another step has room.</summary>
    public bool HasRoom => Count < room;

    /// <summary>The environment made a step.</summary>
    public void Add(ReadOnlySpan<float> row, long version, ReturnRange returns)
    {
        int slot = Slot(Count);
        row.CopyTo(_rows.AsSpan(slot * rowLength, rowLength));
        (_versions[slot], _returns[slot]) = (version, returns);
        Count++;
    }

    /// <summary>Another instance of the shard has to be asked how far it is.</summary>
    public void Unclaim() => Claimed = false;

    /// <summary>The shard told how far it is.</summary>
    /// <param name="mark">Its mark of this incarnation.</param>
    /// <param name="answer">Whether it answers a claim, so that what it did not receive is lost.</param>
    public void On(InsertMark mark, bool answer)
    {
        if (!Claimed)
        {
            Claimed = true;
            Drop(mark.Inserted - First);
            // Beyond a checkpoint that the shard went back to these rows are new to it.
            First = mark.Inserted;
            (_sent, _moved) = (0, true);
            return;
        }

        if (mark.Inserted > First)
        {
            Drop(mark.Inserted - First);
            (First, _moved) = (mark.Inserted, true);
        }

        if (answer) _sent = (int)Math.Clamp(mark.Received - First, 0, _sent);
    }

    /// <summary>Copies the steps that are to be sent into a message.</summary>
    public void Send(StepRowsBuilder rows)
    {
        for (; _sent < Count; _sent++)
        {
            int slot = Slot(_sent);
            rows.Add(environment, incarnation, First + _sent, _versions[slot], _returns[slot], _rows.AsSpan(slot * rowLength, rowLength));
        }
    }

    private void Drop(long steps)
    {
        int dropped = (int)Math.Clamp(steps, 0, Count);
        _oldest = Slot(dropped);
        Count -= dropped;
        _sent = Math.Max(0, _sent - dropped);
    }

    private int Slot(int offset) => (_oldest + offset) % room;
}
