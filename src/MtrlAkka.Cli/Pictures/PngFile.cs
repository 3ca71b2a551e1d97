using ImageMagick;

namespace MtrlAkka.Cli.Pictures;

/// <summary>One picture, the last that was added, in 256 colours: a third of the bytes, and hardly to be told from all.</summary>
internal sealed class PngFile(string path) : FilmFile(path)
{
    private const int Colours = 256;

    private MagickImage? _image;

    public override void Add(Picture picture)
    {
        _image?.Dispose();
        _image = MagickPixels.Of(picture);
    }

    protected override void Finish() => MagickPixels.Write(() =>
    {
        _image!.Quantize(new QuantizeSettings { Colors = Colours, DitherMethod = DitherMethod.FloydSteinberg });
        _image.Settings.SetDefine(MagickFormat.Png, "compression-level", "9");
        _image.Write(Unfinished, MagickFormat.Png8);
    });

    protected override void Close() => _image?.Dispose();
}
