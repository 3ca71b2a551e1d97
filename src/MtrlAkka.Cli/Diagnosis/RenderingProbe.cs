using MtrlAkka.Cli.Pictures;
using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>What <c>play</c> makes pictures and films with; nothing else needs it.</summary>
internal static class RenderingProbe
{
    public static Finding Rendering()
    {
        try
        {
            string films = Mp4File.EncoderPath() is { } encoder ? $".mp4 by {encoder}" : "no .mp4 without ffmpeg";
            return new Finding(Health.Ok, "", $"{GraphicsPlatform.Description}; {films}");
        }
        catch (RenderingException error)
        {
            return new Finding(Health.Warn, "", error.Message);
        }
    }
}
