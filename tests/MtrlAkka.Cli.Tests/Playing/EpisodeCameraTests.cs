using System.Globalization;
using System.Xml.Linq;
using MtrlAkka.Cli.Pictures;
using MtrlAkka.Cli.Playing;
using MtrlAkka.Physics;
using MtrlAkka.Physics.Tests.Rendering;

namespace MtrlAkka.Cli.Tests.Playing;

public class EpisodeCameraTests
{
    private const int Width = 320, Height = 240;

    [RenderingFact]
    public void The_puck_is_seen_where_the_camera_sees_it()
    {
        using var source = Scripted();
        using var episode = source.Prepare("push", 0);
        using var camera = new EpisodeCamera(episode, "overview", Width, Height);
        episode.Begin();
        camera.Shoot();
        var simulation = episode.Simulation;
        var (x, y) = Project(simulation.BodyPositions.Slice(3 * simulation.Model.Body("obj"), 3));
        var pixel = camera.Picture.Rgb.AsSpan(((y * Width) + x) * 3, 3);
        Assert.True(pixel[0] > 100 && pixel[1] < 60 && pixel[2] < 60, $"({pixel[0]}, {pixel[1]}, {pixel[2]}) at {x}, {y}");
        int reds = 0;
        for (int i = 0; i < camera.Picture.Rgb.Length; i += 3)
            if (camera.Picture.Rgb[i] > 100 && camera.Picture.Rgb[i + 1] < 60) reds++;
        // Puck and arm, and by far not all.
        Assert.InRange(reds, 2000, 20_000);
    }

    [RenderingFact]
    public void A_film_ends_half_a_second_after_the_success_and_is_the_same_again()
    {
        using var source = Scripted();
        using var episode = source.Prepare("reach", 0);
        using var camera = new EpisodeCamera(episode, "overview", 64, 48);
        using FilmRecord one = new(), two = new();
        int pictures = camera.Film(one);
        Assert.Equal(episode.SuccessAt + 40, episode.Steps);
        Assert.Equal((episode.Steps / FilmSpeed.StepsPerPicture) + 1 + (episode.Steps % FilmSpeed.StepsPerPicture == 0 ? 0 : 1), pictures);
        Assert.Equal(pictures, one.Pictures.Count);
        camera.Film(two);
        Assert.Equal(one.Pictures, two.Pictures);
        Assert.NotEqual(one.Pictures[0], one.Pictures[^1]);
    }

    [RenderingFact]
    public void A_film_of_fewer_steps_ends_there()
    {
        using var source = new BenchmarkPolicies("random actions", new RandomPlayer(1), 1, MuJoCoLibrary.Load());
        using var episode = source.Prepare("reach", 0);
        episode.MostSteps = 10;
        using var camera = new EpisodeCamera(episode, "corner2", 64, 48);
        using var film = new FilmRecord();
        Assert.Equal(4, camera.Film(film));
        Assert.Equal(10, episode.Steps);
    }

    [RenderingFact]
    public void Many_tasks_stand_side_by_side()
    {
        using var source = Scripted();
        string[] tasks = ["reach-v3", "drawer-close-v3"];
        var montage = new Montage(tasks.Length, 10, 64, 48);
        using FilmRecord still = new(), film = new();
        var shots = new TaskMontage(source, "closeup");
        List<int?> successes = [];
        Assert.Equal(1, shots.Shoot(tasks, 0, montage, still, still: true, (_, success) => successes.Add(success)));
        Assert.DoesNotContain(null, successes);
        int pictures = shots.Shoot(tasks, 0, montage, film, still: false, (_, _) => { });
        Assert.Equal(pictures, film.Pictures.Count);
        Assert.Equal(still.Pictures[0], film.Pictures[^1]);
        Assert.NotEqual(film.Pictures[0], film.Pictures[^1]);
    }

    private static BenchmarkPolicies Scripted() => new("scripted policy", new ScriptedPlayer(), 42, MuJoCoLibrary.Load());

    // Perspective, with the camera's figures from the scene's own file.
    private static (int X, int Y) Project(ReadOnlySpan<double> point)
    {
        var camera = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Scenes", "common", "room.xml"))
            .Descendants("camera").Single(static element => (string?)element.Attribute("name") == "overview");
        double[] axes = Numbers(camera, "xyaxes");
        var pinhole = new Pinhole(Numbers(camera, "pos"), Unit(axes[..3]), Unit(axes[3..]), Numbers(camera, "fovy")[0] * Math.PI / 180);
        var (x, y, _) = pinhole.Project(point.ToArray(), Width, Height);
        return (x, y);
    }

    private static double[] Numbers(XElement element, string name) =>
        [.. ((string)element.Attribute(name)!).Split(' ').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static double[] Unit(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(static part => part * part));
        return [.. vector.Select(part => part / length)];
    }
}
