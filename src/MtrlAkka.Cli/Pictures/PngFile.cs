using ImageMagick;

namespace MtrlAkka.Cli.Pictures;

/// <summary>One picture: the last that was added.</summary>
internal sealed class PngFile(string path) : FilmFile(path)
{
    private MagickImage? _image;

    public override void Add(Picture picture)
    {
        _image?.Dispose();
        _image = MagickPixels.Of(picture);
    }

    protected override void Finish() => MagickPixels.Write(() =>
    {
        _image!.Settings.SetDefine(MagickFormat.Png, "compression-level", "9");
        _image.Write(Unfinished, MagickFormat.Png24);
    });

    protected override void Close() => _image?.Dispose();
}
