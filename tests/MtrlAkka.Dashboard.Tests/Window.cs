using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MtrlAkka.Dashboard.Tests;

/// <summary>A browser's window; what goes wrong in it is remembered.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _wrong = [];

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _wrong.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _wrong.Enqueue($"exception: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not "data", Host: not "127.0.0.1" }) _wrong.Enqueue($"asks elsewhere: {request.Url}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) _wrong.Enqueue($"{response.Status} of {response.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, requests that failed or went elsewhere.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Goes to a page and waits until it is there.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("h1").WaitForAsync();
    }

    /// <summary>Waits for a part of the page with a text in it.</summary>
    public async Task<string> TextAsync(string part, Func<string, bool> wanted, string what)
    {
        var locator = Page.GetByTestId(part).First;
        await locator.WaitForAsync();
        string text = "";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            text = await locator.InnerTextAsync();
            if (wanted(text)) return text;
            // The page is drawn again about once a second.
            await Page.WaitForTimeoutAsync(100);
        }

        throw new TimeoutException($"{part} never said {what}, but '{text}'");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
