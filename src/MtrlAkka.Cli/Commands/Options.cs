using System.CommandLine;
using System.Globalization;
using System.Net;
using MtrlAkka.Studies.Parameters;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    /// <summary>Where runs are kept.</summary>
    public static Option<string> RunsDirectory() => new("--runs-dir")
    {
        Description = "The folder that keeps the runs.",
        DefaultValueFactory = _ => "runs",
    };

    /// <summary>What keeps the journals of new runs; read by <see cref="ParseJournal"/>.</summary>
    public static Option<string> Journal()
    {
        var option = new Option<string>("--journal")
        {
            Description = $"What keeps the journal: sqlite, a file in the run's folder, or postgres, the database of {PostgresJournal.Variable}.",
            DefaultValueFactory = _ => "sqlite",
        };
        option.AcceptOnlyFromAmong("sqlite", "postgres");
        return option;
    }

    /// <summary>The store of <see cref="Journal"/>, which can be used.</summary>
    /// <exception cref="SettingsException">The environment names no database.</exception>
    /// <exception cref="JournalUnreachableException">The database cannot be used.</exception>
    public static JournalStore ParseJournal(string store)
    {
        var parsed = store == "postgres" ? JournalStore.Postgres : JournalStore.Sqlite;
        JournalLocation.Require(parsed);
        return parsed;
    }

    /// <summary>The MuJoCo library.</summary>
    public static Option<string?> MuJoCo() => new("--mujoco") { Description = "Path of the MuJoCo library (also MTRL_MUJOCO)." };

    /// <summary>Meta-World's own scenes.</summary>
    public static Option<string?> Assets() => new("--assets") { Description = "Folder with Meta-World's own scene files instead of this project's." };

    /// <summary>Version of the reward functions; read by <see cref="RewardVersionNames.Parse"/>.</summary>
    public static Option<string> Reward()
    {
        var option = new Option<string>("--reward") { Description = "Version of the reward functions.", DefaultValueFactory = _ => RewardVersion.V2.Name() };
        option.AcceptOnlyFromAmong([.. RewardVersionNames.All]);
        return option;
    }

    /// <summary>Where to compute; read by <see cref="ParseDevice"/>.</summary>
    public static Option<string> Device() => new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    /// <summary>The device of <see cref="Device"/>.</summary>
    /// <exception cref="SettingsException">There is no such device.</exception>
    public static TorchSharp.torch.Device ParseDevice(string device)
    {
        try
        {
            return TorchRuntime.ParseDevice(device);
        }
        catch (ArgumentException error)
        {
            throw new SettingsException(error.Message, error);
        }
    }

    /// <summary>A preset or a file of one's own.</summary>
    public static Argument<string> Preset() => new("preset")
    {
        Description = $"A preset ({string.Join(", ", RunConfiguration.Presets)}) or a .conf file.",
        DefaultValueFactory = _ => "quick",
    };

    /// <summary>A number of parameters; read by <see cref="ParameterTarget.Parse"/>.</summary>
    public static Option<string?> MatchParameters() => new("--match-parameters") { Description = ParameterTarget.Description };

    /// <summary>Port of health and metrics; read by <see cref="FreePort"/> where runs are made.</summary>
    public static Option<int?> Http()
    {
        var option = new Option<int?>("--http") { Description = "Port of /live, /ready and /metrics; 0: any free one. None: no such port." };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int port) && port is < 0 or > IPEndPoint.MaxPort)
                result.AddError($"--http {port}: a port is 0 to {IPEndPoint.MaxPort}");
        });
        return option;
    }

    /// <summary>The port of <see cref="Http"/>, which can be had by the runs of a process.</summary>
    /// <exception cref="SettingsException">Something else has it, or several runs would need it.</exception>
    public static int? FreePort(int? port, int runs)
    {
        if (port is not > 0) return port;
        if (runs > 1) throw new SettingsException($"--http {port} is for one run: with several, --http 0 gives each a free port");
        NodeEndpoints.RequireFree("127.0.0.1", port.Value);
        return port;
    }

    /// <summary>Certificates of a cluster; read by <see cref="Certificates"/>.</summary>
    public static Option<string?> Tls() => new("--tls")
    {
        Description = $"Folder with ca.pem, node.pem and node.key: nodes and clients talk over TLS (also {NodeTls.Variable}).",
        Recursive = true,
    };

    /// <summary>The certificates of <see cref="Tls"/>, or null: nodes and clients talk in clear.</summary>
    /// <exception cref="SettingsException">The folder does not have them.</exception>
    public static NodeTls? Certificates(string? folder) =>
        (folder ?? Environment.GetEnvironmentVariable(NodeTls.Variable)) is { Length: > 0 } found ? NodeTls.Load(found) : null;

    /// <summary>Machine-readable output.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    /// <summary>Single settings over a preset's.</summary>
    public static Option<string[]> Set() => new("--set") { Description = "key=value: overrides a setting; may be given often." };

    /// <summary>Tasks by their names; read by <see cref="Listed"/>.</summary>
    public static Option<string[]> Tasks() => new("--tasks") { Description = "Tasks to take, with commas between them: reach,drawer-close.", AllowMultipleArgumentsPerToken = true };

    /// <summary>The names in an option that takes lists.</summary>
    public static IReadOnlyList<string> Listed(string[]? given) =>
        [.. (given ?? []).SelectMany(static list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>Refuses smaller numbers.</summary>
    public static void AtLeast<T>(this Option<T> option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && value < least)
            result.AddError($"{option.Name} {value}: it must be at least {least}");
    });

    /// <summary>The seeds in a list with commas.</summary>
    /// <exception cref="SettingsException">One is no seed, or comes twice.</exception>
    public static uint[] Seeds(string text)
    {
        uint[] seeds = [.. text.Split(',').Select(seed => uint.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number : throw new SettingsException($"'{seed}' in --seeds {text} is no seed: they are whole numbers with commas between them"))];
        return seeds.Distinct().Count() == seeds.Length ? seeds : throw new SettingsException($"--seeds {text} names a seed twice");
    }

    /// <summary>The run to work on.</summary>
    public static Argument<string> Run() => new("run") { Description = "Name of a run, or the path of its folder." };
}
