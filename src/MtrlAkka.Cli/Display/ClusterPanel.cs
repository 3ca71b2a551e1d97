using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Display;

/// <summary>A cluster's status for a terminal: the run above, a line for each node below. Where there is room, nodes show more figures.</summary>
public static class ClusterPanel
{
    private const int Wide = 109;
    private const int Usual = 76;
    private const int StateWidth = 12;
    private static readonly Style Faint = new(foreground: Color.Grey);
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Good = new(foreground: Color.Green);
    private static readonly Style Middling = new(foreground: Color.Yellow);
    private static readonly Style Bad = new(foreground: Color.Red);

    /// <summary>Figures of a node with the least width of a terminal that has room for them.</summary>
    private static readonly (string Title, int Width, int From, Func<NodeFigures, string> Text)[] Columns =
    [
        ("steps/s", 9, 0, static node => node.Parts.Environments > 0 ? Figures.Rate(node.StepsPerSecond) : ""),
        ("updates/s", 10, Usual, static node => node.Parts.Learner ? Figures.Rate(node.UpdatesPerSecond) : ""),
        ("rows/s in", 10, Wide, static node => node.Parts.Shards.Count > 0 ? Figures.Rate(node.InsertsPerSecond) : ""),
        ("out", 8, Wide, static node => node.Parts.Shards.Count > 0 ? Figures.Rate(node.SamplesPerSecond) : ""),
        ("cores", 6, Usual, static node => Figures.Rate(node.Cores)),
        ("memory", 10, 50, static node => Figures.Bytes(node.Memory)),
        ("mailbox", 8, Wide, static node => Figures.Count(node.DeepestMailbox)),
        ("in flight", 10, Wide, static node => Figures.Bytes(node.BytesInFlight)),
    ];

    /// <summary>Draws the status.</summary>
    /// <param name="status">What to draw.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IRenderable Draw(ClusterStatus status, int width)
    {
        // The last column stays free: a terminal that wraps there would shift the lines and smear the display.
        width = Math.Max(39, width - 1);
        var rows = new List<IRenderable> { FittingLine.Of(width, ("cluster  ", Faint), (ClusterText.Nodes(status), Style.Plain), ("  director ", Faint), (status.Director, Style.Plain)) };
        if (status.Run is { } run) rows.AddRange(Run(run, width));
        else rows.Add(FittingLine.Of(width, ("run      ", Faint), ("none is active", Style.Plain)));
        rows.AddRange(ClusterLines.Alarms(status).Select(static alarm => new Paragraph($"! {alarm["alarm: ".Length..]}", Bad)));
        if (status.Queue.Count > 0) rows.Add(FittingLine.Of(width, ("queue    ", Faint), (string.Join(", ", status.Queue), Style.Plain)));
        rows.Add(Totals(ClusterTotals.Of(status.Nodes.Select(static node => node.Figures).OfType<NodeFigures>()), width));
        rows.AddRange(Nodes(status.Nodes, width));
        return new Padder(new Rows(rows), new Padding(0, 0, 1, 0));
    }

    private static IEnumerable<IRenderable> Run(RunStatus run, int width)
    {
        yield return FittingLine.Of(width, ("run      ", Faint), (run.Name, Bold), ($"  {run.Preset}  {run.Mode}  ", Faint), (run.Phase, Style.Plain));
        string rounds = ClusterText.Rounds(run);
        int bar = Math.Clamp(width - 9 - rounds.Length - 2, 0, 30), full = (int)Math.Round(ClusterText.Done(run) * bar);
        yield return FittingLine.Of(width, ("round    ", Faint), (rounds + "  ", Style.Plain), (new string('━', full), Good), (new string('━', bar - full), Faint));
        yield return FittingLine.Of(
            width,
            ("commit   ", Faint), (ClusterText.Commit(run), Style.Plain), ("  ", Faint), (ClusterText.Life(run), run.Rollbacks > 0 ? Middling : Style.Plain));
        yield return FittingLine.Of(
            width,
            ("rates    ", Faint), (Figures.Rate(run.StepsPerSecond), Style.Plain), (" steps/s  ", Faint), (Figures.Rate(run.UpdatesPerSecond), Style.Plain), (" updates/s", Faint),
            ("  success ", Faint), (Figures.Share(run.EvaluationSuccess), Style.Plain), (" evaluated  ", Faint), (Figures.Share(run.TrainingSuccess), Style.Plain), (" training", Faint));
        yield return FittingLine.Of(
            width,
            ("waits    ", Faint), ("environments ", Faint), (ClusterText.Waiting(run.Waits.EnvironmentsForReplay), Style.Plain), (" replay, ", Faint),
            (ClusterText.Waiting(run.Waits.EnvironmentsForWeights), Style.Plain), (" weights; ", Faint),
            ("learner ", Faint), (ClusterText.Waiting(run.Waits.LearnerForBatches), Style.Plain), (" batches", Faint));
    }

    private static Paragraph Totals(ClusterTotals totals, int width) => FittingLine.Of(
        width,
        ("replay   ", Faint), (Figures.Rate(totals.InsertsPerSecond), Style.Plain), (" rows/s in  ", Faint), (Figures.Rate(totals.SamplesPerSecond), Style.Plain), (" out", Faint),
        ("  policy ", Faint), (totals.PolicyAge is { } age ? $"{age} behind" : "-", Style.Plain),
        ("  restarts ", Faint), (Figures.Count(totals.Restarts), totals.Restarts > 0 ? Middling : Style.Plain),
        ("  late ", Faint), (Figures.Count(totals.LateHeartbeats), totals.LateHeartbeats > 0 ? Middling : Style.Plain));

    private static IEnumerable<Paragraph> Nodes(IReadOnlyList<NodeStatus> nodes, int width)
    {
        var columns = Columns.Where(column => width >= column.From).ToArray();
        int figures = columns.Sum(static column => column.Width);
        int address = Math.Clamp(Longest(nodes, static node => node.Address), 4, Math.Max(10, width - figures - 2 - StateWidth - 14));
        int hosts = Math.Clamp(Longest(nodes, Hosts), 5, Math.Max(6, width - figures - address - 2 - StateWidth));
        string titles = string.Concat(columns.Select(static column => column.Title.PadLeft(column.Width)));
        yield return FittingLine.Of(width, ($"{"node".PadRight(address)}  {"state".PadRight(StateWidth)}{"hosts".PadRight(hosts)}{titles}", Faint));
        foreach (var node in nodes)
        {
            string numbers = node.Figures is { } known ? string.Concat(columns.Select(column => column.Text(known).PadLeft(column.Width))) : "";
            yield return FittingLine.Of(
                width,
                // Nodes of one machine differ in their ports.
                ((node.Address.Length <= address ? node.Address.PadRight(address) : "…" + node.Address[^(address - 1)..]) + "  ", Style.Plain),
                (State(node).PadRight(StateWidth), Colour(node.State)),
                (Cut(Hosts(node), hosts).PadRight(hosts), Style.Plain),
                (numbers, node.State == NodeState.Up ? Style.Plain : Faint));
        }
    }

    // What a node could host says more than nothing does.
    private static string Hosts(NodeStatus node) => node.Figures is { } figures && ClusterText.ShortParts(figures.Parts) is { Length: > 0 } hosted
        ? hosted
        : $"({string.Join(", ", node.Roles)})";

    private static string State(NodeStatus node) => node.State == NodeState.Silent ? $"silent {Math.Min(9999, Math.Round(node.ReportAge))}s" : ClusterText.Name(node.State);

    private static Style Colour(NodeState state) => state switch
    {
        NodeState.Up => Good,
        NodeState.Silent => Bad,
        _ => Middling,
    };

    private static int Longest(IReadOnlyList<NodeStatus> nodes, Func<NodeStatus, string> text) => nodes.Select(node => text(node).Length).DefaultIfEmpty().Max();

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
