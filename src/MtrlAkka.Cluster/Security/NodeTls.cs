using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Security;

/// <summary>
/// TLS between nodes, in both directions with certificates of one authority: who has one takes part, and nobody else. The authority is
/// the cluster's own; what the machine trusts otherwise counts for nothing here.
/// </summary>
public sealed class NodeTls
{
    /// <summary>The environment variable with the folder.</summary>
    public const string Variable = "MTRL_TLS";

    /// <summary>Names of the files: the authority's certificates, this node's certificate and its private key, all PEM.</summary>
    public const string AuthorityFile = "ca.pem", CertificateFile = "node.pem", KeyFile = "node.key";

    /// <summary>What a configuration has over that of a cluster in clear.</summary>
    public const string Hocon = "akka.remote.dot-netty.tcp.enable-ssl = on";

    /// <summary>How addresses of nodes begin.</summary>
    public const string Protocol = "akka.ssl.tcp";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities;

    private NodeTls(X509Certificate2 certificate, X509Certificate2Collection authorities) => (_certificate, _authorities) = (certificate, authorities);

    /// <summary>Reads a node's certificate, its key and those of the authority.</summary>
    /// <param name="folder">The folder with the three files.</param>
    /// <exception cref="SettingsException">A file is missing, is not what it should be, or the certificate is not of the authority.</exception>
    public static NodeTls Load(string folder)
    {
        foreach (string name in new[] { AuthorityFile, CertificateFile, KeyFile })
            if (!File.Exists(Path.Combine(folder, name))) throw new SettingsException($"{Path.Combine(folder, name)} is missing: TLS wants {AuthorityFile}, {CertificateFile} and {KeyFile} there (./mtrl cluster certificates makes them)");
        var authorities = new X509Certificate2Collection();
        X509Certificate2 certificate;
        try
        {
            authorities.ImportFromPemFile(Path.Combine(folder, AuthorityFile));
            certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"the certificates in {folder} cannot be read: {error.Message}", error);
        }

        var tls = new NodeTls(certificate, authorities);
        return tls.Fault(certificate) is { } fault
            ? throw new SettingsException($"{Path.Combine(folder, CertificateFile)} is not good for a node: {fault}")
            : tls;
    }

    /// <summary>What the actor system is made with, beside <see cref="Hocon"/>.</summary>
    /// <param name="checkHost">Whether a node's certificate must be for the name that it is called by.</param>
    public DotNettySslSetup Setup(bool checkHost) => new(
        _certificate,
        suppressValidation: false,
        requireMutualAuthentication: true,
        validateCertificateHostname: checkHost,
        (certificate, _, peer, errors, log) => IsOfThisCluster(certificate, checkHost, peer, errors, log));

    /// <summary>The TLS of a connection to another node.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="host">Name that the node is called by.</param>
    /// <param name="checkHost">Whether its certificate must be for that name.</param>
    /// <param name="log">Is told why a node is refused.</param>
    /// <exception cref="AuthenticationException">It is not of this cluster.</exception>
    public SslStream Call(Stream inner, string host, bool checkHost, ILoggingAdapter log)
    {
        var stream = new SslStream(inner);
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = [_certificate],
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsOfThisCluster(certificate as X509Certificate2, checkHost, host, errors, log),
        });
        return stream;
    }

    /// <summary>The TLS of a connection from another node.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="peer">Where it comes from, for the log.</param>
    /// <param name="log">Is told why a node is refused.</param>
    /// <exception cref="AuthenticationException">It is not of this cluster.</exception>
    public SslStream Answer(Stream inner, string peer, ILoggingAdapter log)
    {
        var stream = new SslStream(inner);
        stream.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsOfThisCluster(certificate as X509Certificate2, checkHost: false, peer, errors, log),
        });
        return stream;
    }

    private bool IsOfThisCluster(X509Certificate2? certificate, bool checkHost, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        string? fault = certificate is null ? "it shows no certificate"
            : checkHost && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name"
            : Fault(certificate);
        if (fault is null) return true;
        log.Warning("{0} is refused: {1}", peer, fault);
        return false;
    }

    private string? Fault(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Nothing is fetched from addresses that a stranger's certificate names.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate)
            ? null
            : $"its certificate {certificate.Subject} is not of this cluster's authority, or not valid now ({string.Join("; ", chain.ChainStatus.Select(static status => status.StatusInformation.Trim()))})";
    }
}
