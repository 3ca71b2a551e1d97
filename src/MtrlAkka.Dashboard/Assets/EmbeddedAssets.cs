using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MtrlAkka.Dashboard.Assets;

/// <summary>Styles and scripts, from the assembly: nothing is fetched from elsewhere.</summary>
internal static class EmbeddedAssets
{
    private const string Script = "text/javascript; charset=utf-8", Style = "text/css; charset=utf-8";

    private static readonly FrozenDictionary<string, Asset> All = new (string Path, string Name, string Type)[]
    {
        ("/_framework/blazor.web.js", "blazor.web.js", Script),
        ("/_content/MudBlazor/MudBlazor.min.css", "MudBlazor.min.css", Style),
        ("/_content/MudBlazor/MudBlazor.min.js", "MudBlazor.min.js", Script),
        ("/page.css", "page.css", Style),
    }.ToFrozenDictionary(static one => one.Path, static one => Load(one.Name, one.Type));

    public static void Map(WebApplication web)
    {
        foreach (var (path, asset) in All) web.MapGet(path, (HttpContext context) => AnswerAsync(context, asset));
        // No icon is needed, and no browser has to look for one in vain.
        web.MapGet("/favicon.ico", static () => Results.NoContent());
    }

    private static async Task AnswerAsync(HttpContext context, Asset asset)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = asset.Tag;
        if (request.Headers.IfNoneMatch == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        bool packed = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (packed) response.Headers.ContentEncoding = "gzip";
        byte[] bytes = packed ? asset.Packed : asset.Plain;
        (response.ContentType, response.ContentLength) = (asset.Type, bytes.Length);
        await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static Asset Load(string name, string type)
    {
        using var source = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(name)!;
        byte[] plain = new byte[source.Length];
        source.ReadExactly(plain);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal)) zip.Write(plain);
        return new Asset(plain, packed.ToArray(), type, $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..16]}\"");
    }

    private sealed record Asset(byte[] Plain, byte[] Packed, string Type, string Tag);
}
