using System.Net.Sockets;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>
/// A connection with a thread of its own, which may wait in it: its calls block, so bytes go from arrays into arrays with no buffer between.
/// </summary>
internal abstract class StreamSocket
{
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private bool _closed;

    /// <summary>A connection; <see cref="Start"/> begins it.</summary>
    protected StreamSocket(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    /// <summary>The socket.</summary>
    protected Socket Socket => _socket;

    /// <summary>Whether it was told to end.</summary>
    protected bool IsClosed
    {
        get
        {
            lock (_gate) return _closed;
        }
    }

    /// <summary>Has it end. A thread that waits in the socket is woken by a thread of the pool: to close may itself take a moment.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
        }

        Wake();
        ThreadPool.UnsafeQueueUserWorkItem(static socket => socket.Dispose(), _socket, preferLocal: false);
    }

    /// <summary>Begins it.</summary>
    protected void Start(string name) => new Thread(Live) { IsBackground = true, Name = name }.Start();

    /// <summary>What its thread does. It ends by an exception at the latest when the socket is closed.</summary>
    protected abstract void Run();

    /// <summary>Its thread is about to end and touches nothing any more.</summary>
    /// <param name="error">Why, or null.</param>
    protected abstract void Over(Exception? error);

    /// <summary>Wakes its thread where that waits for anything but the socket.</summary>
    protected abstract void Wake();

    private void Live()
    {
        Exception? why = null;
        try
        {
            Run();
        }
        catch (Exception error)
        {
            // Whatever it is, it costs this stream alone.
            why = error;
        }

        Close();
        Over(why);
    }
}
