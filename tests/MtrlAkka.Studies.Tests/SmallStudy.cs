using System.Globalization;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Tests;

/// <summary>Studies of some cells for tests, none of which is trained.</summary>
internal static class SmallStudy
{
    /// <summary>A study of one axis.</summary>
    public static StudyDefinition Of(int cells, int seeds, int attempts)
    {
        string[] widths = [.. Enumerable.Range(1, cells).Select(static width => (8 * width).ToString(CultureInfo.InvariantCulture))];
        return new StudyDefinition(
            "parameter-scaling", "laptop", "Scaling", "Does it help?", "", "./mtrl study run parameter-scaling --scale laptop",
            [new StudyAxis("width", "Width of a hidden layer", widths)], new StudyPlot("width", [], null, [StudyMeasures.Success]), ["fig2"],
            [.. Enumerable.Range(1, seeds).Select(static seed => (uint)seed)], attempts,
            [.. widths.Select(static width => new StudyCell($"w{width}", [new StudyLabel("width", width)], "quick", [$"learner.actor.width={width}"], "0"))]);
    }
}
