using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MtrlAkka.Load.Floors;

/// <summary>The floor's other end: takes messages over plain TCP and answers each with as many bytes as it asks for.</summary>
public sealed class SocketServer : IDisposable
{
    /// <summary>Bytes before a message: its length and that of its answer, int32, little-endian.</summary>
    public const int HeaderBytes = 8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <summary>Listens for one connection.</summary>
    public SocketServer()
    {
        _listener.Start();
        new Thread(Serve) { IsBackground = true, Name = "plain TCP" }.Start();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        try
        {
            using var client = _listener.AcceptTcpClient();
            client.NoDelay = true;
            using var stream = client.GetStream();
            byte[] header = new byte[HeaderBytes], buffer = [];
            while (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
            {
                int message = BinaryPrimitives.ReadInt32LittleEndian(header), answer = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
                if (buffer.Length < Math.Max(message, answer)) buffer = new byte[Math.Max(message, answer)];
                stream.ReadExactly(buffer, 0, message);
                stream.Write(buffer, 0, answer);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The process that measures has ended, and so does this one.
        }
    }
}
