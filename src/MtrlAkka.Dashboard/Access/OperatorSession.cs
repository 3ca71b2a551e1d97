using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MtrlAkka.Dashboard.Access;

/// <summary>How a browser that gave the token is known: by a cookie that lasts as long as this process, and that no other site can send.</summary>
internal static class OperatorSession
{
    /// <summary>Where the token is given.</summary>
    public const string UnlockPath = "/unlock";

    /// <summary>What a wrong token says.</summary>
    public const string Wrong = "wrong token: the right one was printed where this page was started; until then the page is read-only";

    private const string LockPath = "/lock", Cookie = "mtrl-operator";

    public static void Add(IServiceCollection services)
    {
        services.AddDataProtection().Services.Configure<KeyManagementOptions>(static options => options.XmlRepository = new MemoryKeys());
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static options =>
        {
            options.Cookie.Name = Cookie;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
    }

    public static void Map(WebApplication web, OperatorToken token)
    {
        // The link that the terminal prints, and the page's form.
        web.MapGet(UnlockPath, (HttpContext context) => UnlockAsync(context, token, context.Request.Query["token"]));
        web.MapPost(UnlockPath, async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            await UnlockAsync(context, token, form["token"]).ConfigureAwait(false);
        });
        web.MapPost(LockPath, static async (HttpContext context) =>
        {
            await context.SignOutAsync().ConfigureAwait(false);
            context.Response.Redirect("/");
        });
    }

    private static async Task UnlockAsync(HttpContext context, OperatorToken token, string? given)
    {
        if (!token.Is(given))
        {
            context.Response.Redirect("/?unlock=wrong");
            return;
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity)).ConfigureAwait(false);
        context.Response.Redirect("/");
    }
}
