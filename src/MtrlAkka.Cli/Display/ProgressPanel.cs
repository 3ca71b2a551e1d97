using MtrlAkka.Cluster.Metrics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>A snapshot as a small table for a terminal of 80 columns or more. Many tasks stand in up to three columns.</summary>
public static class ProgressPanel
{
    private const int LinesAround = 6;
    private const int MostColumns = 3;
    private const string Gap = "  ";
    private static readonly Style Faint = new(foreground: Color.Grey);
    private static readonly Style Good = new(foreground: Color.Green);
    private static readonly Style Middling = new(foreground: Color.Yellow);
    private static readonly Style Bad = new(foreground: Color.Red);

    /// <summary>Draws the snapshot.</summary>
    /// <param name="snapshot">What to draw.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Rows of the terminal; tasks are set in several columns where one would not fit.</param>
    public static IRenderable Draw(ProgressSnapshot snapshot, int width, int height)
    {
        // The last column stays free: a terminal that wraps there would shift the lines and smear the display.
        width = Math.Max(40, width - 1);
        var rows = new List<IRenderable> { Title(snapshot), Rounds(snapshot, width), Rates(snapshot), Learning(snapshot) };
        rows.AddRange(snapshot.Alarms.Select(alarm => Line(($"! {alarm}", Bad))));
        if (snapshot.Tasks.Count > 0)
        {
            int room = Math.Max(1, height - LinesAround - snapshot.Alarms.Sum(alarm => 1 + ((alarm.Length + 2) / width)));
            int columns = Math.Clamp((snapshot.Tasks.Count + room - 1) / room, 1, MostColumns);
            rows.AddRange(Tasks(snapshot.Tasks, columns, width));
        }

        return new Rows(rows);
    }

    private static Paragraph Title(ProgressSnapshot snapshot) =>
        Line((snapshot.RunName, new Style(decoration: Decoration.Bold)), ($"  {snapshot.Preset}  ", Faint), (snapshot.Phase, Style.Plain));

    private static Paragraph Rounds(ProgressSnapshot snapshot, int width)
    {
        if (snapshot.Done is not double done) return Line(("round    ", Faint), (Figures.Count(snapshot.Round), Style.Plain));
        string numbers = $"{Figures.Count(snapshot.Round)} of {Figures.Count(snapshot.TotalRounds)} ({Figures.Percent(done)})";
        string left = snapshot.TimeLeft is null ? "" : $", {Figures.Duration(snapshot.TimeLeft)} left";
        int bar = Math.Clamp(width - 9 - numbers.Length - left.Length - 2, 0, 30);
        int full = (int)Math.Round(done * bar);
        return Line(("round    ", Faint), (numbers + left + "  ", Style.Plain), (new string('━', full), Good), (new string('━', bar - full), Faint));
    }

    private static Paragraph Rates(ProgressSnapshot snapshot) => Line(
        ("rates    ", Faint), (Figures.Rate(snapshot.EnvironmentStepsPerSecond), Style.Plain), (" steps/s  ", Faint),
        (Figures.Rate(snapshot.UpdatesPerSecond), Style.Plain), (" updates/s  ", Faint),
        ("checkpoint ", Faint), (snapshot.CheckpointRound is long round ? $"{Figures.Count(round)}, {Figures.Duration(snapshot.CheckpointAge)} ago" : "none yet", Style.Plain));

    private static Paragraph Learning(ProgressSnapshot snapshot) => Line(
        ("losses   ", Faint), (Figures.Number(snapshot.CriticLoss), Style.Plain), (" critic  ", Faint),
        (Figures.Number(snapshot.ActorLoss), Style.Plain), (" actor  ", Faint),
        ("success ", Faint), (Figures.Share(snapshot.MeanEvaluationSuccess), Colour(snapshot.MeanEvaluationSuccess)), (" evaluated  ", Faint),
        (Figures.Share(snapshot.MeanTrainingSuccess), Colour(snapshot.MeanTrainingSuccess)), (" training", Faint));

    private static IEnumerable<Paragraph> Tasks(IReadOnlyList<TaskProgress> tasks, int columns, int width)
    {
        // In three columns there is no room for temperatures beside names that can still be told apart.
        bool temperatures = columns < MostColumns;
        int figures = 6 + 6 + (temperatures ? 8 : 0);
        int longest = Math.Max("task".Length, tasks.Max(task => task.Name.Length));
        int name = Math.Clamp(((width + Gap.Length) / columns) - figures - Gap.Length, 8, Math.Max(8, longest));
        int lines = (tasks.Count + columns - 1) / columns;

        string heading = $"{"task".PadRight(name)}{"eval",6}{"train",6}{(temperatures ? $"{"temp",8}" : "")}";
        yield return Line((string.Join(Gap, Enumerable.Repeat(heading, columns)), Faint));
        for (int line = 0; line < lines; line++)
        {
            var row = new Paragraph();
            for (int index = line; index < tasks.Count; index += lines)
            {
                if (index > line) row.Append(Gap);
                Append(row, tasks[index], name, temperatures);
            }

            yield return row;
        }
    }

    private static void Append(Paragraph row, TaskProgress task, int width, bool temperature)
    {
        string name = task.Name.Length <= width ? task.Name.PadRight(width) : task.Name[..(width - 1)] + "…";
        if (task.Quarantined)
        {
            row.Append(name, Bad);
            row.Append($"{"left out",12}{(temperature ? new string(' ', 8) : "")}", Bad);
            return;
        }

        row.Append(name);
        row.Append($"{Figures.Share(task.EvaluationSuccess),6}", Colour(task.EvaluationSuccess));
        row.Append($"{Figures.Share(task.TrainingSuccess),6}", Colour(task.TrainingSuccess));
        if (temperature) row.Append($"{Figures.Number(task.Temperature),8}");
    }

    private static Style Colour(double? success) => success switch
    {
        >= 0.8 => Good,
        >= 0.3 => Middling,
        _ => Style.Plain,
    };

    private static Paragraph Line(params (string Text, Style Style)[] parts)
    {
        var line = new Paragraph();
        foreach (var (text, style) in parts) line.Append(text, style);
        return line;
    }
}
