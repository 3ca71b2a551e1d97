namespace MtrlAkka.Cli.Pictures;

/// <summary>A file of pictures that come one after another; it appears under its name when it is whole.</summary>
internal abstract class FilmFile : IDisposable
{
    private readonly string _path;

    protected FilmFile(string path)
    {
        _path = path;
        Unfinished = path + ".tmp";
    }

    /// <summary>Where it is written until it is whole.</summary>
    protected string Unfinished { get; }

    /// <summary>The format that a file's name asks for.</summary>
    /// <exception cref="InvalidDataException">The name ends in something else.</exception>
    public static FilmFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => FilmFormat.Png,
        ".gif" => FilmFormat.Gif,
        ".mp4" => FilmFormat.Mp4,
        _ => throw new InvalidDataException($"'{path}' must end in .gif, .mp4 or .png"),
    };

    /// <summary>Begins a file of the format that its name asks for.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="IOException">It needs a program that is not installed.</exception>
    public static FilmFile Create(string path, int width, int height) => FormatOf(path) switch
    {
        FilmFormat.Gif => new GifFile(path),
        FilmFormat.Mp4 => new Mp4File(path, width, height),
        _ => new PngFile(path),
    };

    /// <summary>Adds a picture.</summary>
    public abstract void Add(Picture picture);

    /// <summary>Writes the file. Nothing is added after it.</summary>
    /// <returns>Its bytes.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public long Save()
    {
        try
        {
            Finish();
            File.Move(Unfinished, _path, overwrite: true);
            return new FileInfo(_path).Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{_path} cannot be written ({error.Message}): name another place with --out", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        if (File.Exists(Unfinished)) File.Delete(Unfinished);
    }

    /// <summary>Brings all that was added to <see cref="Unfinished"/>.</summary>
    protected abstract void Finish();

    /// <summary>Lets go of what is held, whether the file is finished or not.</summary>
    protected abstract void Close();
}
