using System.Buffers.Binary;
using System.Net.Sockets;
using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Load.Floors;

/// <summary>Measures plain TCP with a <see cref="SocketServer"/> of another process: the floor under its messages.</summary>
public sealed class SocketClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private byte[] _message = [];
    private byte[] _answer = [];

    /// <summary>Connects.</summary>
    /// <param name="port">Port of the server.</param>
    public SocketClient(int port)
    {
        _client = new TcpClient(LoadNode.Host, port) { NoDelay = true };
        _stream = _client.GetStream();
    }

    /// <summary>Milliseconds of one message with its answer.</summary>
    public double Exchange(int message, int answer)
    {
        Fit(message, answer);
        long begun = TimeProvider.System.GetTimestamp();
        Send(message, answer);
        _stream.ReadExactly(_answer, 0, answer);
        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <summary>Messages with their answers, with so many on the way at once: one thread sends, this one receives.</summary>
    /// <returns>How many, and the seconds that they took.</returns>
    public (long Count, double Seconds) Drive(int message, int answer, int ahead, TimeSpan time)
    {
        Fit(message, answer);
        using SemaphoreSlim room = new(ahead), owed = new(0);
        int sent = 0, received = 0;
        long begun = TimeProvider.System.GetTimestamp();
        Exception? failure = null;
        var sender = new Thread(() =>
        {
            try
            {
                while (sent == 0 || TimeProvider.System.GetElapsedTime(begun) < time)
                {
                    room.Wait();
                    Send(message, answer);
                    Interlocked.Increment(ref sent);
                    owed.Release();
                }
            }
            catch (IOException error)
            {
                failure = error;
            }

            owed.Release();
        });
        sender.Start();
        while (true)
        {
            owed.Wait();
            // The last release is for no message.
            if (received == Volatile.Read(ref sent)) break;
            _stream.ReadExactly(_answer, 0, answer);
            received++;
            room.Release();
        }

        double seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        sender.Join();
        return failure is null ? (received, seconds) : throw failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Fit(int message, int answer)
    {
        if (_message.Length < SocketServer.HeaderBytes + message) _message = new byte[SocketServer.HeaderBytes + message];
        if (_answer.Length < answer) _answer = new byte[answer];
    }

    private void Send(int message, int answer)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_message, message);
        BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(4), answer);
        _stream.Write(_message, 0, SocketServer.HeaderBytes + message);
    }
}
