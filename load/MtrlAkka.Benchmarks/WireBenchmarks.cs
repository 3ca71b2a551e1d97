using BenchmarkDotNet.Attributes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Replay;

namespace MtrlAkka.Benchmarks;

/// <summary>Messages as bytes and back: the steps of fifty environments, and a batch of MT50.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private const int Environments = 50, BatchRows = 6400;
    private readonly LoanPool _loans = new(64 << 20);
    private ICrossesNodes _message = null!;
    private byte[] _bytes = [];
    private byte[] _target = [];
    private string _manifest = "";
    private int _head;

    /// <summary>What is written and read.</summary>
    [Params("steps", "batch")]
    public string Message { get; set; } = "";

    /// <summary>Makes the message.</summary>
    [GlobalSetup]
    public void Make()
    {
        _message = Message == "batch" ? new BatchDrawn(1, 1, 0, new TransitionBatch(TransitionLayout.MetaWorld, BatchRows), []) : Steps();
        using var outgoing = new OutgoingMessage(_message, null);
        (_bytes, _target) = (new byte[outgoing.Length], new byte[outgoing.Length]);
        (_manifest, _head) = (outgoing.Manifest, outgoing.HeadLength);
        outgoing.CopyTo(0, _bytes);
    }

    /// <summary>A message into bytes.</summary>
    [Benchmark]
    public long Encode()
    {
        using var outgoing = new OutgoingMessage(_message, null);
        outgoing.CopyTo(0, _target);
        return outgoing.Length;
    }

    /// <summary>Bytes into a message, whose storage is given back as runs do.</summary>
    [Benchmark]
    public object Decode()
    {
        using var incoming = new IncomingMessage(_manifest, _head, _bytes.Length - _head, null, _loans);
        object message = incoming.Add(_bytes) ?? throw new InvalidOperationException("the message is not whole");
        _loans.GiveBack(message);
        return message;
    }

    private static AppendSteps Steps() => new(
        Incarnation.Of(1, 1),
        new StepRows(
            [.. Enumerable.Range(0, Environments)],
            new long[Environments],
            new long[Environments],
            new long[Environments],
            [],
            new float[Environments * TransitionLayout.MetaWorld.RowLength]));
}
