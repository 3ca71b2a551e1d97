using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MtrlAkka.Chaos.Network;

/// <summary>A TCP connection between two nodes that goes through this process: two pumps, each with the weather of its direction.</summary>
internal sealed class RelayedConnection : IDisposable
{
    private const int PieceBytes = 16 << 10;

    // What a sender may have on the way before it has to wait: about what the buffers of two sockets hold.
    private const int PiecesOnTheWay = 16;
    private readonly Socket _near;
    private readonly Socket _far;
    private readonly CancellationTokenSource _closing = new();
    private int _broken;

    /// <summary>Joins two connected sockets.</summary>
    /// <param name="near">To the node that called.</param>
    /// <param name="far">To the node that was called.</param>
    /// <param name="there">From the caller to the called.</param>
    /// <param name="back">The other way.</param>
    public RelayedConnection(Socket near, Socket far, Link there, Link back)
    {
        (_near, _far, There, Back) = (near, far, there, back);
        near.NoDelay = far.NoDelay = true;
        Ended = Task.WhenAll(PumpAsync(near, far, there), PumpAsync(far, near, back));
    }

    /// <summary>From the caller to the called.</summary>
    public Link There { get; }

    /// <summary>The other way.</summary>
    public Link Back { get; }

    /// <summary>Completes when both ends are closed.</summary>
    public Task Ended { get; }

    /// <summary>Breaks it: both ends see a reset.</summary>
    public void Break()
    {
        if (Interlocked.Exchange(ref _broken, 1) != 0) return;
        _closing.Cancel();
        Reset(_near);
        Reset(_far);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Break();
        _closing.Dispose();
    }

    /// <summary>Closes a socket so that the other end sees an error, as when a process died or a machine refuses.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private async Task PumpAsync(Socket source, Socket target, Link link)
    {
        var way = Channel.CreateBounded<Piece>(new BoundedChannelOptions(PiecesOnTheWay) { SingleReader = true, SingleWriter = true });
        try
        {
            await Task.WhenAll(TakeAsync(source, way.Writer, link), GiveAsync(way.Reader, target, link)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            Break();
        }
    }

    private async Task TakeAsync(Socket source, ChannelWriter<Piece> way, Link link)
    {
        try
        {
            long due = 0;
            while (true)
            {
                byte[] bytes = new byte[PieceBytes];
                int length = await source.ReceiveAsync(bytes, _closing.Token).ConfigureAwait(false);
                due = Math.Max(due, Stopwatch.GetTimestamp() + (long)(link.Lateness().TotalSeconds * Stopwatch.Frequency));
                await way.WriteAsync(new Piece(bytes.AsMemory(0, length), due), _closing.Token).ConfigureAwait(false);
                if (length == 0) return;
            }
        }
        catch (SocketException)
        {
            // A reset must not overtake what came before it, nor a cut. An empty piece closes the other end.
            await way.WriteAsync(new Piece(ReadOnlyMemory<byte>.Empty, 0), _closing.Token).ConfigureAwait(false);
        }
    }

    private async Task GiveAsync(ChannelReader<Piece> way, Socket target, Link link)
    {
        await foreach (var piece in way.ReadAllAsync(_closing.Token).ConfigureAwait(false))
        {
            long late = piece.Due - Stopwatch.GetTimestamp();
            if (late > 0) await Task.Delay(TimeSpan.FromSeconds(late / (double)Stopwatch.Frequency), _closing.Token).ConfigureAwait(false);
            await link.OpenAsync().WaitAsync(_closing.Token).ConfigureAwait(false);
            if (piece.Bytes.IsEmpty)
            {
                target.Shutdown(SocketShutdown.Send);
                return;
            }

            // Counted first: who has received it must find it counted.
            link.Passed(piece.Bytes.Length);
            for (var rest = piece.Bytes; !rest.IsEmpty;)
                rest = rest[await target.SendAsync(rest, _closing.Token).ConfigureAwait(false)..];
        }
    }

    private readonly record struct Piece(ReadOnlyMemory<byte> Bytes, long Due);
}
