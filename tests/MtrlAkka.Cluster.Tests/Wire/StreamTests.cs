using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Cluster.Wire.Streams;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>Who may call a node over a stream.</summary>
public sealed class StreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly BulkLink Link = new(77, 3);
    private readonly ActorSystem _system = ActorSystem.Create("streams", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
    private readonly NodeMeter _meter = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();
    private readonly Inbox _called, _caller;

    public StreamTests() => (_called, _caller) = (new Inbox(_system), new Inbox(_system));

    public void Dispose()
    {
        _system.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_says_nothing_that_a_node_would_say_is_not_heard()
    {
        using var listener = Listen(null, Patience);
        foreach (byte[] words in new[] { "GET / HTTP/1.1\r\nHost: some-node-of-this-cluster\r\n\r\n"u8.ToArray(), new byte[200] })
        {
            using var stranger = new TcpClient("127.0.0.1", listener.Port);
            await stranger.GetStream().WriteAsync(words);
            await EndsAsync(stranger);
        }

        // A call of this version comes to the exchange, which knows whether it may.
        using var caller = new TcpClient("127.0.0.1", listener.Port);
        byte[] call = new byte[StreamPreamble.CallBytes];
        StreamPreamble.WriteCall(call, Link, 5);
        await caller.GetStream().WriteAsync(call);
        var heard = await _called.Next<StreamCall>();
        Assert.Equal((Link, 5L), (heard.Link, heard.Secret));
        heard.Stream.Close();
        await EndsAsync(caller);
        Assert.Null((await _called.Next<StreamOver>()).Fault);
    }

    [Fact]
    public async Task Who_says_nothing_at_all_is_not_waited_for()
    {
        using var listener = Listen(null, TimeSpan.FromMilliseconds(200));
        using var silent = new TcpClient("127.0.0.1", listener.Port);
        await EndsAsync(silent);
    }

    [Fact]
    public async Task Bytes_that_no_node_would_send_end_the_link()
    {
        using var listener = Listen(null, Patience);
        using var caller = new TcpClient("127.0.0.1", listener.Port);
        byte[] call = new byte[StreamPreamble.CallBytes], answer = new byte[StreamPreamble.AnswerBytes];
        StreamPreamble.WriteCall(call, Link, 5);
        await caller.GetStream().WriteAsync(call);
        (await _called.Next<StreamCall>()).Stream.Read(new StreamInlet());
        await caller.GetStream().ReadExactlyAsync(answer);
        Assert.True(StreamPreamble.TryReadAnswer(answer, out var position));
        Assert.Equal(default, position);
        await caller.GetStream().WriteAsync(new byte[StreamPreamble.HeaderBytes]);
        Assert.Contains("message 0, which was not admitted", (await _called.Next<StreamOver>()).Fault!.Message);
        await EndsAsync(caller);
    }

    [Fact]
    public async Task With_certificates_only_nodes_of_the_same_authority_are_heard()
    {
        var year = TimeSpan.FromDays(365);
        string[] ours = [.. CertificateAuthority.Make(_folder["ours"], ["127.0.0.1", "elsewhere"], year)];
        string theirs = CertificateAuthority.Make(_folder["theirs"], ["127.0.0.1"], year)[0];
        using var listener = Listen(Setup(ours[0]), Patience);
        _ = Call(listener, Setup(theirs));
        await _caller.Next<StreamEvent>();
        _ = Call(listener, null);
        await _caller.Next<StreamEvent>();
        var stream = Call(listener, Setup(ours[1]));
        var heard = await _called.Next<StreamCall>();
        Assert.Equal((Link, 9L), (heard.Link, heard.Secret));
        heard.Stream.Read(new StreamInlet());
        // It is open: the one thing more that it tells is that it has ended.
        await _caller.Next<StreamEvent>();
        stream.Close();
        await _caller.Next<StreamEvent>();
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_by_its_number()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var settings = new StreamSettings(On: true, "127.0.0.1", port, 0, Patience);
        Assert.Contains($"port {port} of 127.0.0.1", Assert.Throws<SettingsException>(() => new StreamPort(settings, clear: true, null)).Message);
        // Off is off; and where the remoting is over TLS and no certificates are at hand nothing comes in clear.
        new StreamPort(settings with { On = false }, clear: true, null).Dispose();
        using var none = new StreamPort(settings with { Port = 0 }, clear: false, null);
        Assert.Equal(0, none.Listen(_called.Actor, _meter.BulkReceived, NoLogger.Instance));
        using var any = new StreamPort(settings with { Port = 0, PublicPort = 9 }, clear: true, null);
        Assert.Equal(9, any.Listen(_called.Actor, _meter.BulkReceived, NoLogger.Instance));
    }

    private static NodeTlsSetup Setup(string folder) => new(NodeTls.Load(folder), checkHost: false);

    private static async Task EndsAsync(TcpClient client)
    {
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        }
        catch (IOException)
        {
            // Closed before all that was said was read.
        }
    }

    private StreamListener Listen(NodeTlsSetup? tls, TimeSpan patience) => new(
        StreamListener.Bind(new StreamSettings(On: true, "127.0.0.1", 0, 0, patience)), patience, tls, _meter.BulkReceived, _called.Actor, NoLogger.Instance);

    private OutgoingStream Call(StreamListener listener, NodeTlsSetup? tls) =>
        new("127.0.0.1", Link, new BulkOffer(listener.Port, 9), Patience, tls, _meter, _caller.Actor, null!, NoLogger.Instance);
}
