using System.Text;
using ImageMagick;
using MtrlAkka.Cli.Pictures;

namespace MtrlAkka.Cli.Tests.Pictures;

public sealed class FilmFileTests : IDisposable
{
    private const int Width = 40, Height = 30, Pictures = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_png_has_every_bit_of_the_last_picture()
    {
        Save(_folder["x.png"]);
        using var read = new MagickImage(_folder["x.png"]);
        Assert.Equal(((uint)Width, (uint)Height), (read.Width, read.Height));
        Assert.Equal(Square(Pictures - 1).Rgb, read.GetPixels().ToByteArray(PixelMapping.RGB));
    }

    [Fact]
    public void A_gif_loops_at_the_speed_of_the_robot()
    {
        Save(_folder["x.gif"]);
        using var read = new MagickImageCollection(_folder["x.gif"]);
        Assert.Equal(Pictures, read.Count);
        Assert.Equal([5, 5, 5, 5, 100], read.Select(static image => (int)image.AnimationDelay));
        Assert.Equal(0u, read[0].AnimationIterations);
        Assert.Equal(0.05, FilmSpeed.StepsPerPicture * FilmSpeed.StepSeconds, 12);
        read.Coalesce();
        for (int i = 0; i < Pictures; i++) Assert.Equal(Square(i).Rgb, read[i].GetPixels().ToByteArray(PixelMapping.RGB));
    }

    [Fact]
    public void An_mp4_is_made_or_the_package_is_named()
    {
        if (Mp4File.EncoderPath() is null)
        {
            Assert.Contains("apt-get install ffmpeg", Assert.Throws<IOException>(() => FilmFile.Create(_folder["x.mp4"], Width, Height)).Message, StringComparison.Ordinal);
        }
        else
        {
            Save(_folder["x.mp4"]);
            Assert.Equal("ftyp", Encoding.ASCII.GetString(File.ReadAllBytes(_folder["x.mp4"]).AsSpan(4, 4)));
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("mp4")]
    public void A_place_that_cannot_be_written_is_named(string ending)
    {
        if (ending == "mp4" && Mp4File.EncoderPath() is null) return;
        string path = Path.Combine(_folder["absent"], "x." + ending);
        Assert.Contains(path, Assert.Throws<IOException>(() => Save(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finished_leaves_nothing()
    {
        foreach (string ending in new[] { "png", "gif" })
        {
            using var film = FilmFile.Create(_folder["x." + ending], Width, Height);
            film.Add(Square(0));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Another_ending_is_refused() =>
        Assert.Contains(".gif, .mp4 or .png", Assert.Throws<InvalidDataException>(() => FilmFile.FormatOf("x.avi")).Message, StringComparison.Ordinal);

    private static void Save(string path)
    {
        using var film = FilmFile.Create(path, Width, Height);
        for (int i = 0; i < Pictures; i++) film.Add(Square(i));
        Assert.Equal(film.Save(), new FileInfo(path).Length);
    }

    // A red square that moves to the right over grey.
    private static Picture Square(int step)
    {
        var picture = new Picture(Width, Height);
        picture.Fill(0.5f);
        var square = new Picture(8, 8);
        for (int i = 0; i < square.Rgb.Length; i += 3) square.Rgb[i] = 200;
        picture.Paste(square, 5 * step, 11);
        return picture;
    }
}
