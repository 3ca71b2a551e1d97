using MtrlAkka.Cli.Pictures;
using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Cli.Playing;

/// <summary>Takes pictures of an episode by one of its scene's cameras.</summary>
internal sealed class EpisodeCamera : IDisposable
{
    private const double SecondsAfterSuccess = 0.5;

    private readonly Episode _episode;
    private readonly SceneRenderer _renderer;
    private readonly int _camera;

    /// <summary>Points a camera at an episode.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="supersampling">As <see cref="SceneRenderer"/> takes it.</param>
    /// <exception cref="Physics.MuJoCoException">The scene has no such camera.</exception>
    /// <exception cref="RenderingException">Nothing here draws, or the picture is too large.</exception>
    public EpisodeCamera(Episode episode, string camera, int width, int height, int supersampling = 0)
    {
        _episode = episode;
        _camera = episode.Simulation.Model.Camera(camera);
        _renderer = new SceneRenderer(episode.Simulation.Model, width, height, supersampling);
        Picture = new Picture(width, height);
    }

    /// <summary>The last picture taken; the next one takes its place.</summary>
    public Picture Picture { get; }

    /// <summary>Takes a picture of the episode as it stands.</summary>
    public void Shoot() => _renderer.Render(_episode.Simulation, _camera, Picture.Rgb);

    /// <summary>Plays the episode to its success and takes one picture there, or at its end.</summary>
    public void ShootSuccess(FilmFile film)
    {
        _episode.Begin();
        _episode.StepToSuccess();
        Shoot();
        film.Add(Picture);
    }

    /// <summary>Plays the episode until half a second after its success, or to its end, and films it.</summary>
    /// <returns>Pictures taken.</returns>
    public int Film(FilmFile film)
    {
        int pictures = 0, end = int.MaxValue;
        _episode.Begin();
        while (true)
        {
            bool last = _episode.Over || _episode.Steps >= end;
            if (last || _episode.Steps % FilmSpeed.StepsPerPicture == 0)
            {
                Shoot();
                film.Add(Picture);
                pictures++;
            }

            if (last) return pictures;
            _episode.Step();
            if (_episode.SuccessAt is { } success) end = success + (int)(SecondsAfterSuccess / FilmSpeed.StepSeconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();
}
