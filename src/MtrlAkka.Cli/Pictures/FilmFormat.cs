namespace MtrlAkka.Cli.Pictures;

/// <summary>What a file of pictures is.</summary>
internal enum FilmFormat
{
    /// <summary>One picture.</summary>
    Png,

    /// <summary>A film that loops, for a page or a README.</summary>
    Gif,

    /// <summary>A film, H.264.</summary>
    Mp4,
}
