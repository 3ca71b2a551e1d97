using System.Globalization;

namespace MtrlAkka.Dashboard.Charts;

/// <summary>Colours that colour-blind eyes tell apart: Okabe and Ito's for lines, viridis (after its published control points) for levels.</summary>
public static class ChartColors
{
    /// <summary>For what counts most.</summary>
    public const string Blue = "#0072b2";

    /// <summary>For what is beside it.</summary>
    public const string Orange = "#e69f00";

    /// <summary>All for lines, in their order.</summary>
    public static IReadOnlyList<string> Lines { get; } = [Blue, Orange, "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];

    private static readonly (int R, int G, int B)[] Levels =
        [(68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129), (92, 200, 99), (170, 220, 50), (253, 231, 37)];

    /// <summary>The colour of a level.</summary>
    /// <param name="level">0 to 1; beyond that the nearest.</param>
    public static string Level(double level)
    {
        double place = Math.Clamp(level, 0, 1) * (Levels.Length - 1);
        int below = Math.Min((int)place, Levels.Length - 2);
        var (from, to, share) = (Levels[below], Levels[below + 1], place - below);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(from.R, to.R):x2}{Mix(from.G, to.G):x2}{Mix(from.B, to.B):x2}");

        int Mix(int one, int other) => (int)Math.Round(one + (share * (other - one)));
    }
}
