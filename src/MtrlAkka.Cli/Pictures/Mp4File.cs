using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MtrlAkka.Cli.Pictures;

/// <summary>A film in H.264, made by the program ffmpeg from the raw pictures.</summary>
internal sealed class Mp4File : FilmFile
{
    private const string Encoder = "ffmpeg";

    private readonly Process _encoder;
    private readonly Task<string> _errors;
    private bool _ended;

    /// <summary>Starts the encoder.</summary>
    /// <exception cref="IOException">ffmpeg is not installed.</exception>
    public Mp4File(string path, int width, int height) : base(path)
    {
        string rate = FilmSpeed.PicturesPerSecond.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Encoder,
        [
            "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{width}x{height}", "-framerate", rate, "-i", "pipe:0",
            // Half the colours' resolution is what players expect, and wants even sides.
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18",
            "-movflags", "+faststart", "-f", "mp4", Unfinished,
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        try
        {
            _encoder = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new IOException("an .mp4 is made by ffmpeg, which is not installed: apt-get install ffmpeg, or ask for a .gif");
        }

        _errors = _encoder.StandardError.ReadToEndAsync();
    }

    /// <summary>Where the encoder is on this machine; null where it is not installed.</summary>
    public static string? EncoderPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(static folder => Path.Combine(folder, Encoder)).FirstOrDefault(File.Exists);

    public override void Add(Picture picture)
    {
        try
        {
            _encoder.StandardInput.BaseStream.Write(picture.Rgb);
        }
        catch (IOException)
        {
            // It has ended already, and says why.
            Finish();
        }
    }

    protected override void Finish()
    {
        _encoder.StandardInput.Close();
        _encoder.WaitForExit();
        _ended = true;
        if (_encoder.ExitCode != 0) throw new IOException($"ffmpeg: {_errors.Result.Trim().ReplaceLineEndings(" ")}");
    }

    protected override void Close()
    {
        if (!_ended) _encoder.Kill();
        _encoder.Dispose();
    }
}
