using Microsoft.AspNetCore.Components;
using MtrlAkka.Dashboard.Feeds;

namespace MtrlAkka.Dashboard.Components;

/// <summary>A page, or a part of all pages, that is drawn again with every look of the feed.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private IDisposable? _watch;

    /// <summary>What looks for all browsers.</summary>
    [Inject]
    protected DashboardFeed Feed { get; set; } = null!;

    /// <summary>What it found last.</summary>
    protected DashboardView View => Feed.View;

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _watch = Feed.Watch(async () =>
    {
        try
        {
            await InvokeAsync(StateHasChanged).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Its browser has just gone.
        }
    });
}
