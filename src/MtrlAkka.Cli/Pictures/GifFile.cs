using ImageMagick;

namespace MtrlAkka.Cli.Pictures;

/// <summary>A film that loops, with one palette for all pictures; of each only what changed is kept.</summary>
internal sealed class GifFile(string path) : FilmFile(path)
{
    private const int Colours = 256;

    // In hundredths of a second. The last picture stays for a while, so that the loop's end can be seen.
    private const uint Delay = 100 / FilmSpeed.PicturesPerSecond, LastDelay = 100;

    private readonly MagickImageCollection _images = [];

    public override void Add(Picture picture)
    {
        var image = MagickPixels.Of(picture);
        image.AnimationDelay = Delay;
        image.AnimationIterations = 0;
        _images.Add(image);
    }

    protected override void Finish() => MagickPixels.Write(() =>
    {
        _images[^1].AnimationDelay = LastDelay;
        // Dithering would make noise of pixels that stand still, at a multiple of the bytes.
        _images.Quantize(new QuantizeSettings { Colors = Colours, DitherMethod = DitherMethod.No });
        _images.OptimizeTransparency();
        _images.Write(Unfinished, MagickFormat.Gif);
    });

    protected override void Close() => _images.Dispose();
}
