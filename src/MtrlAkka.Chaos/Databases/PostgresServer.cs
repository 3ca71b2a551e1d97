using System.Diagnostics;
using System.Globalization;
using MtrlAkka.Chaos.Processes;
using Npgsql;

namespace MtrlAkka.Chaos.Databases;

/// <summary>
/// A PostgreSQL server of its own on a free port of this machine, which can stand still, go away and come back. It ends with this
/// process, however that ends.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "mtrl", Debian = "/usr/lib/postgresql";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Glance = TimeSpan.FromMilliseconds(20);
    private static readonly string? Binaries = FindBinaries();

    // A shell starts the server and waits for its own input to end, which it does with this process or by our hand.
    private const string Guard = "\"$@\" & server=$!; read -r _; kill -QUIT $server; wait $server";
    private readonly string _folder = Directory.CreateTempSubdirectory("mtrl-postgres-").FullName;
    private readonly string _password;
    private readonly bool _syncs;
    private readonly int _port = LocalPorts.Free();
    private Process? _guard;

    /// <summary>Makes a server's files, and starts it.</summary>
    /// <param name="password">Password of its user.</param>
    /// <param name="syncs">Whether a commit waits for the disk, as in production; tests do without.</param>
    /// <exception cref="InvalidDataException">It cannot be had here (<see cref="Missing"/>), or does not start.</exception>
    public PostgresServer(string password, bool syncs = false)
    {
        if (Missing is { } missing) throw new InvalidDataException(missing);
        (_password, _syncs) = (password, syncs);
        string file = Path.Combine(_folder, "password");
        File.WriteAllText(file, password);
        if (Environment.IsPrivilegedProcess) End(Launch(["chown", "-R", $"{Servant}:", _folder]), "chown");
        End(AsServant([Path.Combine(Binaries!, "initdb"), "-D", Data, "-U", User, "--auth=scram-sha-256", $"--pwfile={file}", "--no-sync", "--no-instructions"]), "initdb");
        Start();
    }

    private static readonly string[] Servants = ["postgres", "nobody"];

    /// <summary>Why there can be no server on this machine, in a line; null where there can.</summary>
    public static string? Missing { get; } = Binaries is null
        ? "there is no PostgreSQL server (apt-get install postgresql)"
        : Environment.IsPrivilegedProcess && Servant is null ? "PostgreSQL does not run as root, and there is no user postgres or nobody" : null;

    private static string? Servant => Servants.FirstOrDefault(
        static name => File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal)));

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a database.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase(string name)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    /// <summary>Starts the server, and waits until it answers.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void Start()
    {
        string port = _port.ToString(CultureInfo.InvariantCulture);
        _guard = AsServant(
        [
            "sh", "-c", Guard, "guard", Path.Combine(Binaries!, "postgres"), "-D", Data, "-p", port, "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", _syncs ? "fsync=on" : "fsync=off", "-c", "max_connections=50",
        ]);
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
                if (waited.Elapsed > Patience || _guard.HasExited) throw new InvalidDataException($"PostgreSQL does not answer: {error.Message}", error);
                Thread.Sleep(Glance);
            }
        }
    }

    /// <summary>Ends the server as a crash would, and every connection with it.</summary>
    public void Crash()
    {
        if (_guard is null) return;
        Thaw();
        _guard.StandardInput.Close();
        if (!_guard.WaitForExit(Patience)) throw new InvalidDataException("PostgreSQL does not end");
        _guard.Dispose();
        _guard = null;
    }

    /// <summary>It stands still: connections stay open, and nobody answers.</summary>
    public void Freeze()
    {
        foreach (int process in Servers()) Signals.SendFreeze(process);
    }

    /// <summary>It goes on.</summary>
    public void Thaw()
    {
        foreach (int process in Servers()) Signals.SendContinue(process);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Crash();
        Directory.Delete(_folder, recursive: true);
    }

    // The server and those that it has made for its connections, parents first.
    private List<int> Servers()
    {
        List<int> found = [];
        if (_guard is null) return found;
        var children = ProcessTree.Children();
        var level = children[_guard.Id].ToList();
        for (; level.Count > 0; level = [.. level.SelectMany(parent => children[parent])]) found.AddRange(level);
        return found;
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = User,
        Password = _password,
        Database = database,
        Pooling = false,
    }.ConnectionString;

    private static string? FindBinaries()
    {
        IEnumerable<string> versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Select(static version => Path.Combine(version, "bin")) : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(versions)
            .FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")));
    }

    private static Process AsServant(IReadOnlyList<string> command) =>
        Launch(Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Servant}", $"--regid={Servant}", "--clear-groups", .. command] : command);

    private static Process Launch(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        // What the launcher loads into this program is nothing for others, and not readable for other users.
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
        using (process)
        {
            if (!process.WaitForExit(Patience)) throw new InvalidDataException($"{name} does not end");
            if (process.ExitCode != 0) throw new InvalidDataException($"{name} ended with exit code {process.ExitCode}");
        }
    }
}
