using Microsoft.AspNetCore.Components.Authorization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Dashboard.Feeds;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Dashboard.Access;

/// <summary>Does what a browser asks for, if it has given the token.</summary>
/// <param name="link">Who does it.</param>
/// <param name="feed">Looks again behind it.</param>
/// <param name="browser">Who the browser is.</param>
internal sealed class OperatorDesk(IClusterLink link, DashboardFeed feed, AuthenticationStateProvider browser)
{
    /// <summary>Does something.</summary>
    /// <returns>Why it was not done, in a line; null where it was.</returns>
    public async Task<string?> DoAsync(Func<IClusterLink, Task> what)
    {
        var state = await browser.GetAuthenticationStateAsync().ConfigureAwait(false);
        if (state.User.Identity is not { IsAuthenticated: true }) return "this page is read-only: give the token first";
        try
        {
            await what(link).ConfigureAwait(false);
            return null;
        }
        catch (SettingsException error)
        {
            return error.Message;
        }
        finally
        {
            feed.Wake();
        }
    }
}
