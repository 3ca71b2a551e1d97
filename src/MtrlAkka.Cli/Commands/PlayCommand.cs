using System.CommandLine;
using System.Globalization;
using MtrlAkka.Cli.Pictures;
using MtrlAkka.Cli.Playing;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;
using MtrlAkka.Physics.Rendering;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>play TASK</c>: an episode as a film or a picture; <c>play --all</c>: many tasks side by side.</summary>
internal static class PlayCommand
{
    private const string Scripted = "scripted", RandomActions = "random";
    private const string Camera = "overview", CloseCamera = "closeup";
    private const int MontageWidth = 2000;
    private const uint Seed = 42;

    private static readonly (int Width, int Height) Size = (640, 480);

    public static Command Create()
    {
        var task = new Argument<string?>("task") { Description = "Name of a task, such as drawer-close.", Arity = ArgumentArity.ZeroOrOne };
        var policy = new Option<string>("--policy") { Description = "Who acts: scripted, random, or the name or folder of a run.", DefaultValueFactory = _ => Scripted };
        var round = new Option<long?>("--round") { Description = "With a run: the rounds of one of its checkpoints that are kept; the last one else." };
        var file = new Option<string?>("--out") { Description = "The file to write, NAME.gif, NAME.mp4 or NAME.png (one picture, of the success); TASK.gif else." };
        var camera = new Option<string?>("--camera") { Description = $"Name of a camera of the scene; {Camera} else, {CloseCamera} with --all." };
        var goal = new Option<int>("--goal") { Description = "Index of the goal, from 0." };
        goal.AtLeast(0);
        var seed = new Option<uint?>("--seed") { Description = $"Seed of goals and random actions; {Seed} else. A run brings its own." };
        var size = new Option<string?>("--size") { Description = $"Pixels of a picture, WIDTHxHEIGHT; {Size.Width}x{Size.Height} else." };
        var steps = new Option<int?>("--steps") { Description = "Environment steps at most; 500 else." };
        steps.AtLeast(1);
        var all = new Option<bool>("--all") { Description = "All tasks side by side, each at its success (or, as a film, on its way there)." };
        var benchmark = new Option<string?>("--benchmark") { Description = "With --all: the tasks of MT10, MT25 or MT50 alone." };
        var columns = new Option<int>("--columns") { Description = "With --all: pictures a row.", DefaultValueFactory = _ => 10 };
        columns.AtLeast(1);
        var runs = Options.RunsDirectory();
        var mujoco = Options.MuJoCo();
        var command = new Command("play", "Shows an episode: plays a task and makes a film or a picture of it.")
        {
            task, policy, round, file, camera, goal, seed, size, steps, all, benchmark, columns, runs, mujoco,
        };
        command.SetAction(parsed =>
        {
            string? name = parsed.GetValue(task);
            if (parsed.GetValue(all) == name is not null)
                throw new InvalidDataException("name a task to play, or --all (see ./mtrl play --help)");
            if (!parsed.GetValue(all) && parsed.GetValue(benchmark) is not null)
                throw new InvalidDataException("--benchmark goes with --all (see ./mtrl play --help)");
            if (parsed.GetValue(all) && parsed.GetValue(steps) is not null)
                throw new InvalidDataException("--steps goes with one task (see ./mtrl play --help)");
            var library = MuJoCoLibrary.Load(parsed.GetValue(mujoco));
            using var source = Source(parsed.GetValue(policy)!, parsed.GetValue(round), parsed.GetValue(seed), parsed.GetValue(runs)!, library);
            int chosen = parsed.GetValue(goal);
            if (chosen >= source.Goals) throw new SettingsException($"--goal {chosen}: there are {source.Goals} goals, 0 to {source.Goals - 1}");
            var shot = new Shot(source, parsed.GetValue(camera) ?? (name is null ? CloseCamera : Camera), chosen);
            if (name is not null) PlayOne(shot, TaskCatalog.FullName(name), parsed.GetValue(file), SizeOf(parsed.GetValue(size)) ?? Size, parsed.GetValue(steps));
            else PlayAll(shot, Tasks(parsed.GetValue(benchmark)), parsed.GetValue(file) ?? "montage.png", parsed.GetValue(columns), SizeOf(parsed.GetValue(size)));
        });
        return command;
    }

    private static void PlayOne(Shot shot, string task, string? path, (int Width, int Height) size, int? steps)
    {
        path ??= TaskCatalog.ShortName(task) + ".gif";
        bool still = FilmFile.FormatOf(path) == FilmFormat.Png;
        using var episode = shot.Source.Prepare(task, shot.Goal);
        episode.MostSteps = steps ?? int.MaxValue;
        using var camera = new EpisodeCamera(episode, shot.Camera, size.Width, size.Height);
        using var film = FilmFile.Create(path, size.Width, size.Height);
        int pictures = 1;
        if (still) camera.ShootSuccess(film);
        else pictures = camera.Film(film);
        long bytes = film.Save();
        if (episode.Broken is { } broken) CommandOutput.Warn(broken);
        Console.WriteLine($"{episode.Task}, goal {shot.Goal} of seed {shot.Source.Seed}, {shot.Source.Name}: {Outcome(episode.SuccessAt)}, {episode.Steps} steps played");
        PrintFile(path, size.Width, size.Height, pictures, bytes);
    }

    private static void PlayAll(Shot shot, IReadOnlyList<string> tasks, string path, int columns, (int Width, int Height)? size)
    {
        int width = MontageWidth / Math.Min(columns, tasks.Count);
        var tile = size ?? (width, width * 3 / 4);
        bool still = FilmFile.FormatOf(path) == FilmFormat.Png;
        var montage = new Montage(tasks.Count, columns, tile.Width, tile.Height);
        using var film = FilmFile.Create(path, montage.Width, montage.Height);
        int solved = 0;
        var shots = new TaskMontage(shot.Source, shot.Camera);
        int pictures = shots.Shoot(tasks, shot.Goal, montage, film, still, (task, success) =>
        {
            if (success is not null) solved++;
            Console.WriteLine($"{task}: {Outcome(success)}");
        });
        long bytes = film.Save();
        Console.WriteLine($"{tasks.Count} tasks, {shot.Source.Name}: {solved} with success");
        PrintFile(path, montage.Width, montage.Height, pictures, bytes);
    }

    private static void PrintFile(string path, int width, int height, int pictures, long bytes)
    {
        string length = pictures == 1 ? "one picture" : string.Create(
            CultureInfo.InvariantCulture, $"{pictures} pictures, {(double)pictures / FilmSpeed.PicturesPerSecond:0.0} s");
        Console.WriteLine($"{path}: {width}x{height}, {length}, {Figures.Bytes(bytes)} ({GraphicsPlatform.Description})");
    }

    private static string Outcome(int? success) => success is { } step ? $"success at step {step}" : "no success";

    private static IPolicySource Source(string policy, long? round, uint? seed, string runs, MuJoCoLibrary library) => policy switch
    {
        Scripted or RandomActions when round is not null => throw new InvalidDataException("--round goes with a run (see ./mtrl play --help)"),
        Scripted => new BenchmarkPolicies("scripted policy", new ScriptedPlayer(), seed ?? Seed, library),
        RandomActions => new BenchmarkPolicies("random actions", new RandomPlayer(seed ?? Seed), seed ?? Seed, library),
        _ when seed is not null => throw new InvalidDataException("--seed: a run brings its own goals"),
        _ => new RunPolicies(RunFolder.Find(runs, policy), round, library, CommandOutput.Warn),
    };

    private static IReadOnlyList<string> Tasks(string? benchmark) => benchmark is null ? [.. TaskCatalog.Names] : Benchmarks.Parse(benchmark).Tasks;

    private static (int Width, int Height)? SizeOf(string? text)
    {
        if (text is null) return null;
        string[] sides = text.Split('x');
        return sides.Length == 2 && Side(sides[0]) is { } width && Side(sides[1]) is { } height
            ? (width, height)
            : throw new InvalidDataException($"--size {text}: it must be WIDTHxHEIGHT, each 16 to 4096, such as {Size.Width}x{Size.Height}");
    }

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 16 and <= 4096 ? side : null;

    private sealed record Shot(IPolicySource Source, string Camera, int Goal);
}
