using MtrlAkka.Dashboard.Access;
using MtrlAkka.Dashboard.Clips;

namespace MtrlAkka.Dashboard;

/// <summary>Where the page is, and what it may show.</summary>
/// <param name="Host">Name or address to listen on: <c>127.0.0.1</c> for this machine alone, <c>0.0.0.0</c> for all that reach it.</param>
/// <param name="Port">The port; 0: any free one.</param>
/// <param name="Token">What someone must know to act.</param>
/// <param name="RunsDirectory">The folder that keeps the runs.</param>
/// <param name="StudiesDirectory">The folder that keeps the studies.</param>
/// <param name="FilmMaker">Who films episodes.</param>
/// <param name="Start">The page to begin with, such as <c>/runs/NAME</c>.</param>
public sealed record DashboardOptions(
    string Host, int Port, OperatorToken Token, string RunsDirectory, string StudiesDirectory, IFilmMaker FilmMaker, string Start)
{
    /// <summary>The port where none is named.</summary>
    public const int DefaultPort = 8265;

    /// <summary>Between two looks, while a browser is open.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
