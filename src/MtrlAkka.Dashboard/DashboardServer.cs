using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Dashboard.Access;
using MtrlAkka.Dashboard.Assets;
using MtrlAkka.Dashboard.Clips;
using MtrlAkka.Dashboard.Components;
using MtrlAkka.Dashboard.Feeds;
using MtrlAkka.Dashboard.Links;
using MudBlazor.Services;

namespace MtrlAkka.Dashboard;

/// <summary>The live page: a web server of this process, which looks at runs only while a browser is open.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    // A browser that is gone without a word is watched for no longer than this.
    private static readonly TimeSpan LostBrowserPatience = TimeSpan.FromSeconds(20);
    private readonly WebApplication _web;
    private readonly DashboardOptions _options;

    private DashboardServer(WebApplication web, DashboardOptions options, int port) => (_web, _options, Port) = (web, options, port);

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Where the page is, for a browser on this machine.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://{(_options.Host is "0.0.0.0" or "::" ? "127.0.0.1" : _options.Host)}:{Port}");

    /// <summary>What to tell whoever started it: where it is, and how to act there.</summary>
    public IReadOnlyList<string> Lines =>
        [$"dashboard on {Address}{_options.Start}, read-only", $"to act there: {Address}{OperatorSession.UnlockPath}?token={Uri.EscapeDataString(_options.Token.Text)}"];

    /// <summary>The feed of all browsers.</summary>
    internal DashboardFeed Feed => _web.Services.GetRequiredService<DashboardFeed>();

    /// <summary>Starts it.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="link">What is under way.</param>
    /// <param name="logging">Adds the log's provider; only warnings go there.</param>
    /// <exception cref="SettingsException">The port cannot be had.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, IClusterLink link, Action<IServiceCollection> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var services = builder.Services;
        logging(services);
        services.AddLogging(static log => log.AddFilter("Microsoft", LogLevel.Warning));
        // Signals are the program's.
        services.AddSingleton<IHostLifetime, SilentLifetime>();
        services.AddRoutingCore();
        OperatorSession.Add(services);
        services.AddRazorComponents().AddInteractiveServerComponents(static circuits => circuits.DisconnectedCircuitRetentionPeriod = LostBrowserPatience);
        services.AddMudServices();
        services.AddSingleton(options).AddSingleton(link);
        services.AddSingleton(_ => new DashboardFeed(link, options.RunsDirectory, options.StudiesDirectory, options.Interval, TimeProvider.System));
        services.AddSingleton(provider => new ClipStudio(options.FilmMaker, provider.GetRequiredService<DashboardFeed>().Wake));
        services.AddScoped<OperatorDesk>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (IPAddress.TryParse(options.Host, out var address)) kestrel.Listen(address, options.Port);
            else kestrel.ListenAnyIP(options.Port);
        });
        var web = builder.Build();
        web.Use(SecureAsync);
        web.UseAuthentication();
        web.UseAuthorization();
        web.UseAntiforgery();
        EmbeddedAssets.Map(web);
        OperatorSession.Map(web, options.Token);
        web.MapGet("/clips/{run}/{file}", (string run, string file) => Film(options, run, file));
        web.MapRazorComponents<App>().AddInteractiveServerRenderMode(static circuits =>
        {
            // The processor is for the training, and what changes in a second is small.
            circuits.DisableWebSocketCompression = true;
            // Else it would say a second time, and otherwise, who may show the page within another one.
            circuits.ContentSecurityFrameAncestorsPolicy = null;
        });
        try
        {
            await web.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw Taken(options.Host, options.Port, error);
        }

        return new DashboardServer(web, options, new Uri(web.Urls.First()).Port);
    }

    /// <summary>Checks that a port can be had now.</summary>
    /// <param name="host">Name or address to listen on.</param>
    /// <param name="port">The port; 0 can always be had.</param>
    /// <exception cref="SettingsException">It cannot.</exception>
    public static void RequireFree(string host, int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.TryParse(host, out var address) ? address : IPAddress.Any, port);
            listener.Start();
        }
        catch (SocketException error)
        {
            throw Taken(host, port, error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        // A browser's connection never ends by itself.
        await _web.StopAsync(patience.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    private static SettingsException Taken(string host, int port, Exception error) =>
        new($"port {port} of {host} cannot be had for the dashboard ({error.Message.TrimEnd('.')}): name another with --dashboard-port, or 0 for any free one", error);

    // Nothing comes from elsewhere, and no other page shows this one within itself.
    private static Task SecureAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }

    private static IResult Film(DashboardOptions options, string run, string file) =>
        RunFolder.All(options.RunsDirectory).FirstOrDefault(folder => folder.Name == run) is { } folder && ClipShelf.Find(folder, file) is { } found
            ? Results.File(found.FullName, "image/gif", enableRangeProcessing: false)
            : Results.NotFound();

    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
