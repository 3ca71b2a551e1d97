using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Security;

namespace MtrlAkka.Cluster.Wire.Streams;

/// <summary>
/// A node's port for streams. One that the settings name is taken at once, so that it is known to be free; any other when the first node would
/// call, as a node without others needs none.
/// </summary>
internal sealed class StreamPort : IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _on;
    private readonly Socket? _named;
    private StreamListener? _listener;
    private bool _failed;

    /// <summary>A port.</summary>
    /// <param name="settings">Whether and where.</param>
    /// <param name="clear">Whether nodes talk in clear.</param>
    /// <param name="tls">Certificates, where they do not.</param>
    /// <exception cref="SettingsException">The port that the settings name cannot be had.</exception>
    public StreamPort(StreamSettings settings, bool clear, NodeTlsSetup? tls)
    {
        (Settings, Tls) = (settings, tls);
        // Never in clear beside a remoting that is not.
        _on = settings.On && (clear || tls is not null);
        if (!_on || settings.Port == 0) return;
        try
        {
            _named = StreamListener.Bind(settings);
        }
        catch (SocketException error)
        {
            throw new SettingsException($"port {settings.Port} of {settings.Host} cannot be had for large messages ({error.Message.TrimEnd('.')}): give another --stream-port, or 0 for any free one");
        }
    }

    /// <summary>Whether and where.</summary>
    public StreamSettings Settings { get; }

    /// <summary>Certificates, where nodes talk over TLS.</summary>
    public NodeTlsSetup? Tls { get; }

    /// <summary>Listens, if it does not yet.</summary>
    /// <param name="actor">The actor of the exchange that is called.</param>
    /// <param name="received">Counts bytes.</param>
    /// <param name="log">Is told why streams end.</param>
    /// <returns>The port for others; 0 where there is none.</returns>
    public int Listen(IActorRef actor, NodeCount received, ILoggingAdapter log)
    {
        lock (_gate)
        {
            if (!_on || _failed) return 0;
            try
            {
                _listener ??= new StreamListener(_named ?? StreamListener.Bind(Settings), Settings.Dial, Tls, received, actor, log);
            }
            catch (SocketException error)
            {
                log.Warning("large messages come through Akka's remoting, which is slower: no port of {0} can be had for them ({1})", Settings.Host, error.Message);
                _failed = true;
                return 0;
            }

            return Settings.PublicPort > 0 ? Settings.PublicPort : _listener.Port;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _failed = true;
            _named?.Dispose();
            _listener?.Dispose();
        }
    }
}
