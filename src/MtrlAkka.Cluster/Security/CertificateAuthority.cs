using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Cluster.Security;

/// <summary>Makes certificates for a cluster: an authority of its own, and a folder for each node as <see cref="NodeTls"/> reads it.</summary>
public static class CertificateAuthority
{
    /// <summary>File of the authority's private key. It stays with whoever makes certificates; no node needs it.</summary>
    public const string KeyFile = "ca.key";

    private const int SerialBytes = 16;
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    /// <summary>Makes certificates for nodes, and the authority where there is none yet.</summary>
    /// <param name="folder">Where the authority is, and a folder for each node.</param>
    /// <param name="names">What the nodes are reached by: host names or addresses.</param>
    /// <param name="validity">How long certificates are good.</param>
    /// <returns>Folders of the nodes.</returns>
    /// <exception cref="SettingsException">A name cannot be a node's, or has a certificate already.</exception>
    public static IReadOnlyList<string> Make(string folder, IReadOnlyList<string> names, TimeSpan validity)
    {
        string[] folders = [.. names.Select(name => Path.Combine(folder, FolderName(name)))];
        for (int i = 0; i < folders.Length; i++)
            if (Directory.Exists(folders[i])) throw new SettingsException($"{folders[i]} is there already: remove it to have new certificates for {names[i]}");
        var now = DateTimeOffset.UtcNow;
        Directory.CreateDirectory(folder);
        using var authority = Authority(folder, now, validity);
        for (int i = 0; i < folders.Length; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={names[i]}, O=MtrlAkka", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
            var alternative = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(names[i], out var address)) alternative.AddIpAddress(address);
            else alternative.AddDnsName(names[i]);
            request.CertificateExtensions.Add(alternative.Build());
            var until = now + validity < authority.NotAfter ? now + validity : authority.NotAfter;
            using var certificate = request.Create(authority, now - Backdated, until, RandomNumberGenerator.GetBytes(SerialBytes));
            Directory.CreateDirectory(folders[i]);
            WriteKey(Path.Combine(folders[i], NodeTls.KeyFile), key);
            File.WriteAllText(Path.Combine(folders[i], NodeTls.CertificateFile), certificate.ExportCertificatePem());
            File.Copy(Path.Combine(folder, NodeTls.AuthorityFile), Path.Combine(folders[i], NodeTls.AuthorityFile));
        }

        return folders;
    }

    private static X509Certificate2 Authority(string folder, DateTimeOffset now, TimeSpan validity)
    {
        string certificateFile = Path.Combine(folder, NodeTls.AuthorityFile), keyFile = Path.Combine(folder, KeyFile);
        if (File.Exists(certificateFile))
        {
            try
            {
                return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                throw new SettingsException($"the authority in {folder} cannot be used: {error.Message}", error);
            }
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MtrlAkka cluster authority, O=MtrlAkka", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var made = request.CreateSelfSigned(now - Backdated, now + validity);
        WriteKey(keyFile, key);
        File.WriteAllText(certificateFile, made.ExportCertificatePem());
        return made;
    }

    private static string FolderName(string name) =>
        Uri.CheckHostName(name) is UriHostNameType.Unknown ? throw new SettingsException($"'{name}' is no name or address of a node") : name.Replace(':', '-');

    private static void WriteKey(string path, ECDsa key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersOnly;
        using var writer = new StreamWriter(path, options);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
    }
}
