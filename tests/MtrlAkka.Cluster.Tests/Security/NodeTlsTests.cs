using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Security;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Security;

/// <summary>A real node talks to those who have a certificate of its authority, and to nobody else.</summary>
public sealed class NodeTlsTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nodes_and_clients_with_certificates_of_one_authority_talk_and_others_are_refused()
    {
        string[] made = [.. CertificateAuthority.Make(_folder["ours"], ["127.0.0.1", "elsewhere"], Year)];
        string stranger = CertificateAuthority.Make(_folder["theirs"], ["127.0.0.1"], Year)[0];
        // One more, later, from the authority that is there.
        string later = CertificateAuthority.Make(_folder["ours"], ["client"], Year)[0];
        await using var node = await StartAsync(made[0], "");
        await using var second = await StartAsync(made[1], node.Address);
        Assert.Equal("akka.ssl.tcp", Akka.Cluster.Cluster.Get(node.System).SelfAddress.Protocol);
        var status = await EventuallyAsync(node.Address, later, static status => status.Nodes.Count == 2);
        Assert.Equal(new[] { node.Address, second.Address }.Order(StringComparer.Ordinal), status.Nodes.Select(static each => each.Address).Order(StringComparer.Ordinal));

        foreach (var tls in new[] { null, NodeTls.Load(stranger) })
        {
            await using var client = new ClusterClient([node.Address], tls);
            string refused = (await Assert.ThrowsAsync<SettingsException>(client.StatusAsync)).Message;
            output.WriteLine(refused);
            Assert.Contains($"no node of a cluster answers at {node.Address}", refused);
        }

        Assert.Equal(Shown.Refused, await HandshakeAsync(node, null));
        Assert.Equal(Shown.Refused, await HandshakeAsync(node, stranger));
        Assert.Equal(Shown.Accepted, await HandshakeAsync(node, later));
    }

    [Fact]
    public async Task Where_names_are_checked_a_node_must_be_called_by_that_of_its_certificate()
    {
        string[] made = [.. CertificateAuthority.Make(_folder["ours"], ["127.0.0.1", "elsewhere"], Year)];
        const string Checked = "akka.remote.dot-netty.tcp.ssl.validate-certificate-hostname = on";
        await using var named = await StartAsync(made[0], "", Checked);
        await using var other = await StartAsync(made[1], "", Checked);
        // The one whose certificate is for another name than 127.0.0.1 is not talked to; it may call others.
        Assert.False(await AnswersAsync(named, other));
        Assert.True(await AnswersAsync(other, named));
    }

    [Fact]
    public void Certificates_that_cannot_be_used_are_refused_by_name()
    {
        string[] made = [.. CertificateAuthority.Make(_folder["ours"], ["one", "two"], Year)];
        string stranger = CertificateAuthority.Make(_folder["theirs"], ["one"], Year)[0];
        Assert.Contains("node.key is missing", Without(made[0], NodeTls.KeyFile));
        Assert.Contains("cannot be read", Swapped(made[0], NodeTls.KeyFile, made[1]));
        Assert.Contains("is not of this cluster's authority", Swapped(made[0], NodeTls.AuthorityFile, stranger));
        Assert.Contains("cannot be read", Swapped(made[0], NodeTls.CertificateFile, null));
        string expired = CertificateAuthority.Make(_folder["past"], ["one"], TimeSpan.FromMinutes(-30))[0];
        Assert.Contains("not valid now", Refused(expired));
        Assert.Contains("is there already", Assert.Throws<SettingsException>(() => CertificateAuthority.Make(_folder["ours"], ["one"], Year)).Message);
        Assert.Contains("no name or address", Assert.Throws<SettingsException>(() => CertificateAuthority.Make(_folder["ours"], ["../x"], Year)).Message);
        NodeTls.Load(made[1]);
        if (OperatingSystem.IsWindows()) return;
        foreach (string key in new[] { Path.Combine(_folder["ours"], CertificateAuthority.KeyFile), Path.Combine(made[0], NodeTls.KeyFile) })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    private static string Refused(string folder) => Assert.Throws<SettingsException>(() => NodeTls.Load(folder)).Message;

    private string Copy(string folder)
    {
        string copy = Directory.CreateDirectory(_folder[Path.GetRandomFileName()]).FullName;
        foreach (string file in Directory.EnumerateFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private string Without(string folder, string file)
    {
        string copy = Copy(folder);
        File.Delete(Path.Combine(copy, file));
        return Refused(copy);
    }

    private string Swapped(string folder, string file, string? from)
    {
        string copy = Copy(folder);
        File.WriteAllText(Path.Combine(copy, file), from is null ? "no certificate" : File.ReadAllText(Path.Combine(from, file)));
        return Refused(copy);
    }

    private Task<ClusterNode> StartAsync(string certificates, string seed, string hocon = "") => ClusterNode.StartAsync(
        new ClusterNodeOptions(
            NodeRoles.All, "127.0.0.1", 0, seed.Length == 0 ? [] : [seed], _folder["runs"], Http: null, NodeTls.Load(certificates), $"akka.loglevel = OFF\n{hocon}"),
        static (_, _) => throw new InvalidOperationException("no run is opened here"),
        static (_, _, _) => throw new InvalidOperationException("no run is shown here"),
        static services => services.AddLogging());

    private static async Task<ClusterStatus> EventuallyAsync(string node, string certificates, Func<ClusterStatus, bool> expected)
    {
        await using var client = new ClusterClient([node], NodeTls.Load(certificates));
        long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                var status = await client.StatusAsync();
                if (expected(status)) return status;
                Assert.True(Environment.TickCount64 < until, $"the cluster has {status.Nodes.Count} nodes");
            }
            catch (SettingsException error)
            {
                Assert.True(Environment.TickCount64 < until, error.Message);
            }

            await Task.Delay(100);
        }
    }

    private static async Task<bool> AnswersAsync(ClusterNode from, ClusterNode to)
    {
        var (host, port) = HostPort.Parse(to.Address);
        var path = new RootActorPath(new Address(NodeTls.Protocol, ClusterNode.SystemName, host, port)) / "user" / "node";
        try
        {
            await from.System.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(3));
            return true;
        }
        catch (ActorNotFoundException)
        {
            return false;
        }
    }

    private enum Shown
    {
        Accepted,
        Refused,
    }

    // With TLS 1.3 a client learns only behind its own handshake that its certificate will not do.
    private static async Task<Shown> HandshakeAsync(ClusterNode node, string? certificates)
    {
        var (host, port) = HostPort.Parse(node.Address);
        using var connection = new TcpClient();
        await connection.ConnectAsync(host, port);
        await using var stream = new SslStream(connection.GetStream(), leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        var mine = certificates is null ? null : X509Certificate2.CreateFromPemFile(Path.Combine(certificates, NodeTls.CertificateFile), Path.Combine(certificates, NodeTls.KeyFile));
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, ClientCertificates = mine is null ? null : [mine] });
            using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            // Whoever is accepted is expected to speak first; whoever is refused hears the connection's end.
            return await stream.ReadAsync(new byte[1], quiet.Token) == 0 ? Shown.Refused : Shown.Accepted;
        }
        catch (OperationCanceledException)
        {
            return Shown.Accepted;
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            return Shown.Refused;
        }
    }
}
