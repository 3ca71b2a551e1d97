using ImageMagick;

namespace MtrlAkka.Cli.Pictures;

/// <summary>Pictures as ImageMagick has them.</summary>
internal static class MagickPixels
{
    public static MagickImage Of(Picture picture)
    {
        var image = new MagickImage();
        image.ReadPixels(picture.Rgb, new PixelReadSettings((uint)picture.Width, (uint)picture.Height, StorageType.Char, PixelMapping.RGB));
        return image;
    }

    /// <summary>Does what ends in a file, with ImageMagick's errors as errors of files.</summary>
    public static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (MagickException error)
        {
            throw new IOException(error.Message, error);
        }
    }
}
