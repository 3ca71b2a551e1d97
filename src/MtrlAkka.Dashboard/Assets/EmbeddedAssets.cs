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
        foreach (var (path, asset) in All) web.MapGet(path, (HttpContext context) => Answer(context, asset));
        // No icon is needed, and no browser has to look for one in vain.
        web.MapGet("/favicon.ico", static () => Results.NoContent());
    }

    private static IResult Answer(HttpContext context, Asset asset)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = asset.Tag;
        if (context.Request.Headers.IfNoneMatch == asset.Tag) return Results.StatusCode(StatusCodes.Status304NotModified);
        bool packed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (packed) context.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(packed ? asset.Packed : asset.Plain, asset.Type);
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
