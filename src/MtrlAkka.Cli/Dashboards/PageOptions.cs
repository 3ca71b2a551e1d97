using System.CommandLine;
using System.Net;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Dashboard;
using MtrlAkka.Dashboard.Access;

namespace MtrlAkka.Cli.Dashboards;

/// <summary>Where a command's live page is; its options.</summary>
internal sealed class PageOptions
{
    private readonly Option<string> _host = new("--dashboard-host") { Description = "Address that the dashboard listens on; 0.0.0.0 for all that reach this machine.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--dashboard-port") { Description = "Port of the dashboard; 0: any free one.", DefaultValueFactory = _ => DashboardOptions.DefaultPort };
    private readonly Option<string?> _token = new("--dashboard-token") { Description = $"What someone must know to act there (also {OperatorToken.Variable}); a drawn one, which is printed, else." };
    private readonly Option<string> _studies = new("--studies-dir") { Description = "The folder that keeps the studies that the dashboard shows.", DefaultValueFactory = _ => "studies" };
    private readonly Option<bool>? _wanted;

    /// <summary>The options of a dashboard.</summary>
    /// <param name="wanted">The option that asks for one; null where the command is one.</param>
    public PageOptions(Option<bool>? wanted = null)
    {
        _wanted = wanted;
        _port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int port) && port is < 0 or > IPEndPoint.MaxPort)
                result.AddError($"--dashboard-port {port}: a port is 0 to {IPEndPoint.MaxPort}");
        });
    }

    private Option[] All => [_host, _port, _token, _studies];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        if (_wanted is not null) command.Add(_wanted);
        foreach (var option in All) command.Add(option);
    }

    /// <summary>What they say, with a port that can be had now.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="runs">The folder that keeps the runs.</param>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    /// <param name="start">The page to begin with.</param>
    /// <returns>Null where none is wanted.</returns>
    /// <exception cref="SettingsException">The port cannot be had, the token is too short, or something is said of a dashboard that is not wanted.</exception>
    public DashboardOptions? Read(ParseResult parsed, string runs, string? mujoco, string start)
    {
        if (_wanted is not null && !parsed.GetValue(_wanted))
        {
            return All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } said
                ? throw new SettingsException($"{said.Name} goes with {_wanted.Name}")
                : null;
        }

        string host = parsed.GetValue(_host)!;
        int port = parsed.GetValue(_port);
        var token = OperatorToken.Of(parsed.GetValue(_token));
        DashboardServer.RequireFree(host, port);
        return new DashboardOptions(host, port, token, Path.GetFullPath(runs), Path.GetFullPath(parsed.GetValue(_studies)!), new PlayFilms(mujoco), start);
    }
}
