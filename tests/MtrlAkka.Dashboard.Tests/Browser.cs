using Microsoft.Playwright;
using MtrlAkka.Physics;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>The system's Chromium, without a display.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Program = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(static name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _driver;
    private IBrowser? _browser;

    /// <summary>Why tests in a browser cannot be, or null.</summary>
    public static string? Missing { get; } = Program is null ? "chromium is not installed: apt-get install chromium" : PhysicsMissing();

    public async Task InitializeAsync()
    {
        if (Missing is not null) return;
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Arguments, Timeout = 60_000 });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _driver?.Dispose();
    }

    /// <summary>A window of a person of its own, who has given no token.</summary>
    /// <param name="address">Where the page is.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="dark">Whether the person likes it dark.</param>
    public async Task<Window> OpenAsync(string address, int width = 1280, bool dark = false)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address, ViewportSize = new ViewportSize { Width = width, Height = 850 }, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return new Window(context, await context.NewPageAsync());
    }

    private static string? PhysicsMissing()
    {
        try
        {
            _ = MuJoCoLibrary.Load(null);
            return null;
        }
        catch (MuJoCoException error)
        {
            return error.Message;
        }
    }
}
