namespace MtrlAkka.Cli.Pictures;

/// <summary>Where pictures and the names under them lie in a grid.</summary>
/// <param name="count">How many pictures.</param>
/// <param name="columns">Pictures a row, at most.</param>
/// <param name="tileWidth">Pixels of a picture's row.</param>
/// <param name="tileHeight">Rows of a picture.</param>
internal sealed class Montage(int count, int columns, int tileWidth, int tileHeight)
{
    /// <summary>Rows of pixels that a name takes.</summary>
    public const int LabelHeight = 22;

    /// <summary>Brightness of what is behind the pictures, 0 to 1.</summary>
    public const float Paper = 1;

    private const int Gap = 4, WidestLabel = 400;

    private readonly int _columns = Math.Min(columns, count);

    /// <summary>Pixels of a picture's row.</summary>
    public int TileWidth => tileWidth;

    /// <summary>Rows of a picture.</summary>
    public int TileHeight => tileHeight;

    /// <summary>Pixels of a name's row.</summary>
    public int LabelWidth => Math.Min(tileWidth, WidestLabel);

    /// <summary>Pixels of a row of the whole.</summary>
    public int Width => (_columns * (tileWidth + Gap)) + Gap;

    /// <summary>Rows of the whole.</summary>
    public int Height => ((count + _columns - 1) / _columns * (tileHeight + LabelHeight)) + Gap;

    /// <summary>The grid with nothing in it.</summary>
    public Picture Empty()
    {
        var whole = new Picture(Width, Height);
        whole.Fill(Paper);
        return whole;
    }

    /// <summary>Puts a picture in its place.</summary>
    public void Place(Picture whole, int index, Picture tile) => whole.Paste(tile, Left(index), Top(index));

    /// <summary>Puts a name under its picture.</summary>
    public void PlaceLabel(Picture whole, int index, Picture label) =>
        whole.Paste(label, Left(index) + ((tileWidth - LabelWidth) / 2), Top(index) + tileHeight);

    private int Left(int index) => Gap + (index % _columns * (tileWidth + Gap));

    private int Top(int index) => Gap + (index / _columns * (tileHeight + LabelHeight));
}
