using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Cli.Pictures;

/// <summary>A picture in memory: red, green and blue of each pixel, a byte each, top row first.</summary>
internal sealed class Picture(int width, int height)
{
    private const int Channels = SceneRenderer.Channels;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Rgb { get; } = new byte[width * height * Channels];

    /// <summary>Copies another picture in, with its upper left corner at a place.</summary>
    public void Paste(Picture other, int left, int top)
    {
        int row = other.Width * Channels;
        for (int y = 0; y < other.Height; y++)
            other.Rgb.AsSpan(y * row, row).CopyTo(Rgb.AsSpan((((top + y) * Width) + left) * Channels));
    }

    /// <summary>Makes all of it one grey.</summary>
    /// <param name="brightness">0 to 1.</param>
    public void Fill(float brightness) => Array.Fill(Rgb, (byte)(brightness * byte.MaxValue));
}
