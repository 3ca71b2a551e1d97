using Microsoft.Extensions.DependencyInjection;
using MtrlAkka.Dashboard.Access;
using MtrlAkka.Dashboard.Clips;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>What servers of tests are made of.</summary>
internal static class Servers
{
    public static DashboardOptions Options(string runs, string token, int port = 0) =>
        new("127.0.0.1", port, OperatorToken.Of(token), runs, Path.Combine(runs, "studies"), new NoFilms(), "/");

    public static void Silent(IServiceCollection services) => services.AddLogging();

    private sealed class NoFilms : IFilmMaker
    {
        public Task MakeAsync(string run, string task, long round, string file, CancellationToken stopping) => throw new IOException("nothing films here");
    }
}
