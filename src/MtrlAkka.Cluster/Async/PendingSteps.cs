using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Async;

/// <summary>Steps of one environment that came to its shard and that the limiter has not let in yet, in order and without holes.</summary>
/// <param name="room">How many there can be.</param>
/// <param name="rowLength">Numbers of a row.</param>
internal sealed class PendingSteps(int room, int rowLength)
{
    private readonly float[] _rows = new float[room * rowLength];
    private readonly ReturnRange[] _returns = new ReturnRange[room];

    /// <summary>The incarnation whose steps are taken.</summary>
    public Incarnation Incarnation { get; private set; }

    /// <summary>Who has it.</summary>
    public PartAddress? Worker { get; private set; }

    /// <summary>Number of the first step that has not come.</summary>
    public long Received { get; private set; }

    /// <summary>Steps that wait.</summary>
    public int Count { get; private set; }

    /// <summary>The row that is next.</summary>
    public ReadOnlySpan<float> Next => _rows.AsSpan(Slot(Received - Count) * rowLength, rowLength);

    /// <summary>The range of returns that came with it.</summary>
    public ReturnRange NextReturns => _returns[Slot(Received - Count)];

    /// <summary>A worker has the environment: what waits of an earlier incarnation is dropped.</summary>
    /// <param name="incarnation">The incarnation.</param>
    /// <param name="worker">Who has it.</param>
    /// <param name="inserted">The first row that is not in the replay.</param>
    /// <returns>Whether it is not of an earlier incarnation than is known.</returns>
    public bool Claim(Incarnation incarnation, PartAddress worker, long inserted)
    {
        if (incarnation < Incarnation) return false;
        if (incarnation > Incarnation) (Incarnation, Received, Count) = (incarnation, inserted, 0);
        Worker = worker;
        return true;
    }

    /// <summary>Takes a step, unless it is late, repeated, or one before it is missing.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Add(Incarnation incarnation, long number, ReadOnlySpan<float> row, ReturnRange returns)
    {
        if (incarnation != Incarnation || number != Received || Count == room) return false;
        row.CopyTo(_rows.AsSpan(Slot(number) * rowLength, rowLength));
        _returns[Slot(number)] = returns;
        (Received, Count) = (Received + 1, Count + 1);
        return true;
    }

    /// <summary>The step that is next was let in.</summary>
    public void Remove() => Count--;

    private int Slot(long number) => (int)(number % room);
}
