using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Security;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>The port at which other nodes call this one over streams.</summary>
internal sealed class StreamListener : IDisposable
{
    private const int StrangersAtOnce = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Socket _socket;
    private readonly TimeSpan _patience;
    private readonly NodeTlsSetup? _tls;
    private readonly NodeCount _received;
    private readonly IActorRef _actor;
    private readonly ILoggingAdapter _log;
    private int _strangers;
    private int _disposed;

    /// <summary>Serves a socket that listens.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="patience">How long a caller may take to say what it wants.</param>
    /// <param name="tls">Certificates, where nodes talk over TLS.</param>
    /// <param name="received">Counts bytes.</param>
    /// <param name="actor">The actor of the exchange that is called.</param>
    /// <param name="log">Is told why streams end.</param>
    public StreamListener(Socket socket, TimeSpan patience, NodeTlsSetup? tls, NodeCount received, IActorRef actor, ILoggingAdapter log)
    {
        (_socket, _patience, _tls, _received, _actor, _log) = (socket, patience, tls, received, actor, log);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        new Thread(Serve) { IsBackground = true, Name = "mtrl stream listener" }.Start();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>A socket that listens.</summary>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public static Socket Bind(StreamSettings settings)
    {
        bool one = IPAddress.TryParse(settings.Host, out var address);
        if (!one) address = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var socket = new Socket(address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!one && Socket.OSSupportsIPv6) socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, settings.Port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _disposed, 1);
        _socket.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            Socket caller;
            try
            {
                caller = _socket.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (Volatile.Read(ref _disposed) != 0) return;
                // As where the process has no descriptor left for now.
                Thread.Sleep(Pause);
                continue;
            }

            if (Volatile.Read(ref _strangers) >= StrangersAtOnce)
            {
                caller.Dispose();
                continue;
            }

            Interlocked.Increment(ref _strangers);
            try
            {
                _ = new IncomingStream(caller, _patience, _tls, _received, _actor, _log, () => Interlocked.Decrement(ref _strangers));
            }
            catch (SocketException)
            {
                // The caller is gone already.
                Interlocked.Decrement(ref _strangers);
                caller.Dispose();
            }
        }
    }
}
