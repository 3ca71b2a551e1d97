using MtrlAkka.Cli.Pictures;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Cli.Playing;

/// <summary>Many tasks side by side, each on the way to its success.</summary>
/// <param name="source">Who plays.</param>
/// <param name="camera">Name of the camera.</param>
internal sealed class TaskMontage(IPolicySource source, string camera)
{
    private const int PicturesOfFilm = 60;
    private const int GoalsTried = 10;

    // Tiles are small, so the finest drawing costs little.
    private const int Supersampling = 2;
    private const float Ink = 0.1f;

    /// <summary>Plays every task and adds the pictures of all together to a film: one of their successes, or of their ways there.</summary>
    /// <param name="tasks">Full names of the tasks.</param>
    /// <param name="goal">The first goal to try; where it is not solved, the next ones are.</param>
    /// <param name="montage">The grid, as many places as tasks.</param>
    /// <param name="film">Where the pictures go.</param>
    /// <param name="still">One picture, else a film in which all tasks succeed at the same time.</param>
    /// <param name="played">Told of each task when it is done, and the step of its success.</param>
    /// <returns>Pictures added.</returns>
    public int Shoot(IReadOnlyList<string> tasks, int goal, Montage montage, FilmFile film, bool still, Action<string, int?> played)
    {
        Picture[] pictures = [.. Enumerable.Range(0, still ? 1 : PicturesOfFilm).Select(_ => montage.Empty())];
        var label = new Picture(montage.LabelWidth, Montage.LabelHeight);
        LabelRenderer? labels = null;
        try
        {
            for (int task = 0; task < tasks.Count; task++)
            {
                using var episode = Solved(tasks[task], goal);
                int? success = episode.SuccessAt;
                ShootTask(task, episode, montage, pictures);
                labels ??= new LabelRenderer(episode.Simulation.Model, label.Width, label.Height);
                labels.Render(TaskCatalog.ShortName(episode.Task), Ink, Montage.Paper, label.Rgb);
                foreach (var picture in pictures) montage.PlaceLabel(picture, task, label);
                played(episode.Task, success);
            }
        }
        finally
        {
            labels?.Dispose();
        }

        foreach (var picture in pictures) film.Add(picture);
        return pictures.Length;
    }

    // One picture shows the episode as it stands, at its end; several show its way there.
    private void ShootTask(int task, Episode episode, Montage montage, Picture[] pictures)
    {
        int end = episode.Steps;
        using var shots = new EpisodeCamera(episode, camera, montage.TileWidth, montage.TileHeight, Supersampling);
        if (pictures.Length > 1) episode.Begin();
        for (int i = 0; i < pictures.Length; i++)
        {
            if (pictures.Length > 1) episode.StepTo(end * i / (pictures.Length - 1));
            shots.Shoot();
            montage.Place(pictures[i], task, shots.Picture);
        }
    }

    // An episode at its success, or at the end of the last goal tried.
    private Episode Solved(string task, int goal)
    {
        int last = Math.Min(goal + GoalsTried, source.Goals) - 1;
        while (true)
        {
            var episode = source.Prepare(task, goal);
            episode.Begin();
            episode.StepToSuccess();
            if (episode.SuccessAt is not null || goal == last) return episode;
            episode.Dispose();
            goal++;
        }
    }
}
