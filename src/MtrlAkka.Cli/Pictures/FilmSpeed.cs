namespace MtrlAkka.Cli.Pictures;

/// <summary>How fast films run: as fast as the robot moves.</summary>
internal static class FilmSpeed
{
    /// <summary>Environment steps from a picture to the next. Four are 0.05 s, which a GIF can say; three it could not.</summary>
    public const int StepsPerPicture = 4;

    /// <summary>Pictures a second.</summary>
    public const int PicturesPerSecond = 20;

    /// <summary>Seconds of one environment step.</summary>
    public const double StepSeconds = 1.0 / (StepsPerPicture * PicturesPerSecond);
}
