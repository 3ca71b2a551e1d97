namespace MtrlAkka.Physics.Rendering;

/// <summary>Turns OpenGL's picture, bottom row first and finer than asked for, into the picture that was asked for.</summary>
internal static class PixelAverage
{
    private const int Channels = 3;

    /// <summary>Averages squares of pixels and turns the rows round.</summary>
    /// <param name="fine">RGB, bottom row first, <paramref name="width"/>·<paramref name="scale"/> pixels wide.</param>
    /// <param name="width">Pixels of a row of the result.</param>
    /// <param name="scale">Side of a square in pixels, 1 to 8.</param>
    /// <param name="rgb">Receives the result, RGB, top row first.</param>
    public static void Reduce(ReadOnlySpan<byte> fine, int width, int scale, Span<byte> rgb)
    {
        int row = width * Channels, fineRow = row * scale, height = rgb.Length / row;
        for (int y = 0; y < height; y++)
        {
            var source = fine.Slice((height - 1 - y) * scale * fineRow, scale * fineRow);
            var target = rgb.Slice(y * row, row);
            if (scale == 1) source.CopyTo(target);
            else ReduceRow(source, scale, target);
        }
    }

    private static void ReduceRow(ReadOnlySpan<byte> source, int scale, Span<byte> target)
    {
        int fineRow = target.Length * scale, count = scale * scale;
        for (int i = 0; i < target.Length; i++)
        {
            int sum = count / 2, start = (i / Channels * Channels * scale) + (i % Channels);
            for (int y = 0; y < scale; y++)
            {
                for (int x = 0; x < scale; x++) sum += source[(y * fineRow) + start + (x * Channels)];
            }

            target[i] = (byte)(sum / count);
        }
    }
}
