using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MtrlAkka.Cluster.Stores;
using Npgsql;

namespace MtrlAkka.Cluster.Tests.Stores;

/// <summary>
/// A PostgreSQL server of the tests' own on a free port of this machine, which can go away and come back. It ends with this process,
/// however that ends.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>The password of its user; must not be found in any file of a run.</summary>
    public const string Password = "a \"se=cret; \\ 'one'";

    private const string User = "mtrl";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string? Binaries = Find();

    // What starts the server waits for a line, the signal to end it with, or for the end of this process.
    private const string Keeper = "\"$@\" & server=$!; read -r signal; kill -\"${signal:-INT}\" $server; wait $server";
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _server;
    private int _databases;

    public PostgresServer()
    {
        if (Missing is not null) return;
        string password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password);
        if (IsRoot) Run("chown", "-R", $"{Servant}:", _folder);
        using (var initdb = AsServant(Path.Combine(Binaries!, "initdb"), "-D", Data, "-U", User, "--auth=scram-sha-256", $"--pwfile={password}", "--no-sync", "--no-instructions"))
            End(initdb, "initdb");
        Start();
    }

    /// <summary>Why the tests with PostgreSQL cannot run, or null where they can.</summary>
    public static string? Missing { get; } = Binaries is null
        ? "there is no PostgreSQL server (apt-get install postgresql)"
        : IsRoot && Servant is null ? "PostgreSQL does not run as root, and there is no user postgres or nobody" : null;

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    private static string? Servant => new[] { "postgres", "nobody" }.FirstOrDefault(
        static name => File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal)));

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a database, which the environment of this process names from then on.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"runs{++_databases}");
        using (var connection = new NpgsqlConnection(ConnectionString("postgres")))
        {
            connection.Open();
            using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            command.ExecuteNonQuery();
        }

        string text = ConnectionString(name);
        Environment.SetEnvironmentVariable(PostgresJournal.Variable, text);
        return text;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public void Start()
    {
        _server = AsServant(
            "sh", "-c", Keeper, "keeper", Path.Combine(Binaries!, "postgres"), "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "max_connections=50");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                connection.Open();
                return;
            }
            catch (NpgsqlException error)
            {
                Assert.True(waited.Elapsed < Patience && !_server.HasExited, $"PostgreSQL does not answer: {error.Message}");
                Thread.Sleep(20);
            }
        }
    }

    /// <summary>Ends the server as a crash would, and every connection with it.</summary>
    public void Crash()
    {
        if (_server is null) return;
        _server.StandardInput.WriteLine("QUIT");
        Assert.True(_server.WaitForExit(Patience), "PostgreSQL does not end");
        _server.Dispose();
        _server = null;
    }

    public void Dispose()
    {
        Crash();
        Environment.SetEnvironmentVariable(PostgresJournal.Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = User,
        Password = Password,
        Database = database,
        Pooling = false,
    }.ConnectionString;

    private static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), .. Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Select(static version => Path.Combine(version, "bin")) : []];
        return folders.FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process AsServant(params string[] command) =>
        Launch(IsRoot ? ["setpriv", $"--reuid={Servant}", $"--regid={Servant}", "--clear-groups", .. command] : command);

    private static void Run(params string[] command)
    {
        using var process = Launch(command);
        End(process, command[0]);
    }

    private static Process Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Remove("LD_PRELOAD");
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void End(Process process, string name)
    {
        Assert.True(process.WaitForExit(Patience), $"{name} does not end");
        Assert.True(process.ExitCode == 0, $"{name} ended with exit code {process.ExitCode}");
    }
}

/// <summary>Tests with PostgreSQL have one server, and come one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A test that needs PostgreSQL, skipped with its reason where there is none.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>A test in several variants that needs PostgreSQL, skipped with its reason where there is none.</summary>
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
