using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Physics.Tests.Rendering;

public sealed class PixelAverageTests
{
    [Fact]
    public void Rows_are_turned_round()
    {
        byte[] result = new byte[6];
        PixelAverage.Reduce([1, 2, 3, 4, 5, 6], 1, 1, result);
        Assert.Equal([4, 5, 6, 1, 2, 3], result);
    }

    [Fact]
    public void Squares_are_averaged_channel_by_channel()
    {
        // Two pixels above each other, each of four; OpenGL gives the lower rows first.
        byte[] fine = [0, 8, 100, 2, 8, 100, 4, 8, 100, 6, 8, 101, 10, 0, 0, 10, 0, 0, 10, 0, 0, 11, 0, 3];
        byte[] result = new byte[6];
        PixelAverage.Reduce(fine, 1, 2, result);
        Assert.Equal([10, 0, 1, 3, 8, 100], result);
    }
}
