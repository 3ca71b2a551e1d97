using System.Net;
using System.Net.Sockets;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>Passes connections on to a port of this machine, and breaks each after so many bytes.</summary>
internal sealed class BreakingWay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly int _bytes;
    private int _broken;

    public BreakingWay(int port, int bytes)
    {
        (_port, _bytes) = (port, bytes);
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it is reached.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that it broke.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _port);
                var back = far.GetStream().CopyToAsync(near.GetStream());
                byte[] buffer = new byte[10_000];
                for (int passed = 0; passed < _bytes;)
                {
                    int came = await near.GetStream().ReadAsync(buffer);
                    if (came == 0) return;
                    await far.GetStream().WriteAsync(buffer.AsMemory(0, came));
                    passed += came;
                }

                Interlocked.Increment(ref _broken);
                near.LingerState = far.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception error) when (error is IOException or SocketException)
            {
                // An end has closed it.
            }
        }
    }
}
