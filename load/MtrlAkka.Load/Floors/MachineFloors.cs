using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using MtrlAkka.Chaos.Databases;
using MtrlAkka.Load.Nodes;
using Npgsql;

namespace MtrlAkka.Load.Floors;

/// <summary>What this machine does without any of this program's own code, as far as loads depend on it.</summary>
/// <param name="MemoryCopy">Bytes a second from array to array, 64 MiB each.</param>
/// <param name="Tcp">Bytes a second over loopback, in messages of 1 MiB with short answers.</param>
/// <param name="TcpRoundTrip">Milliseconds of a message of 64 bytes and its answer; the median.</param>
/// <param name="RemoteRoundTrip">Milliseconds of a short message over Akka.Remote to another process and back; the median.</param>
/// <param name="RemoteRate">Such round trips a second, 64 on the way.</param>
/// <param name="SqliteCommits">Commits of one row a second, synchronous = FULL.</param>
/// <param name="PostgresCommits">The same of a PostgreSQL server that syncs; null where this machine has none.</param>
public sealed record MachineFloors(
    double MemoryCopy, double Tcp, double TcpRoundTrip, double RemoteRoundTrip, double RemoteRate, double SqliteCommits, double? PostgresCommits)
{
    private const int Block = 64 << 20, Message = 1 << 20, Small = 64, OnTheWay = 64;
    private const string Ping = "ping";

    /// <summary>Measures them.</summary>
    /// <param name="setup">This machine.</param>
    /// <param name="cluster">This process and another one.</param>
    /// <param name="time">About how long for each.</param>
    /// <param name="stop">Gives it up.</param>
    public static async Task<MachineFloors> MeasureAsync(LoadSetup setup, LoadCluster cluster, TimeSpan time, CancellationToken stop)
    {
        byte[] from = new byte[Block], to = new byte[Block];
        double copies = Stopwatches.Rate(time, () => from.CopyTo(to, 0));
        var socket = cluster.Peers[0].Socket;
        var (count, seconds) = socket.Drive(Message, Small, OnTheWay, time);
        double roundTrip = Stopwatches.Median(time, () => socket.Exchange(Small, Small));
        var echo = await cluster.FindAsync(0, LoadPeer.Echo).ConfigureAwait(false);
        double remote = await RemoteMedianAsync(echo, time, stop).ConfigureAwait(false);
        double rate = await RemoteRateAsync(echo, time, stop).ConfigureAwait(false);
        double sqlite = SqliteRate(Path.Combine(setup.NewFolder("sqlite"), "floor.db"), time);
        return new MachineFloors(copies * Block, count * (double)Message / seconds, roundTrip, remote, rate, sqlite, PostgresRate(time));
    }

    private static async Task<double> RemoteMedianAsync(IActorRef echo, TimeSpan time, CancellationToken stop)
    {
        List<double> taken = [];
        long begun = Stopwatch.GetTimestamp();
        while (taken.Count < 3 || Stopwatch.GetElapsedTime(begun) < time)
        {
            long sent = Stopwatch.GetTimestamp();
            await echo.Ask<string>(Ping, stop).ConfigureAwait(false);
            taken.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        taken.Sort();
        return taken[taken.Count / 2];
    }

    private static async Task<double> RemoteRateAsync(IActorRef echo, TimeSpan time, CancellationToken stop)
    {
        long begun = Stopwatch.GetTimestamp(), done = 0;
        await Task.WhenAll(Enumerable.Range(0, OnTheWay).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                await echo.Ask<string>(Ping, stop).ConfigureAwait(false);
                Interlocked.Increment(ref done);
            }
        })).ConfigureAwait(false);
        return Interlocked.Read(ref done) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static double SqliteRate(string file, TimeSpan time)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE floor (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        long id = 0;
        return Stopwatches.Rate(time, () => Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO floor VALUES ({id++}, 'row')")));
    }

    private static double? PostgresRate(TimeSpan time)
    {
        if (PostgresServer.Missing is not null) return null;
        using var server = new PostgresServer(Guid.NewGuid().ToString("N"), syncs: true);
        using var connection = new NpgsqlConnection(server.CreateDatabase("floor"));
        connection.Open();
        Execute(connection, "CREATE TABLE floor (id BIGINT PRIMARY KEY, text TEXT NOT NULL)");
        long id = 0;
        return Stopwatches.Rate(time, () => Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO floor VALUES ({id++}, 'row')")));
    }

    private static void Execute(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
