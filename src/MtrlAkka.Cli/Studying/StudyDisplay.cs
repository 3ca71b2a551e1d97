using MtrlAkka.Cli.Display;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MtrlAkka.Cli.Studying;

/// <summary>The progress of a study, for whoever started it.</summary>
/// <inheritdoc/>
internal sealed class StudyDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time) : SnapshotDisplay<StudySnapshot>(console, live, interval, time)
{
    /// <inheritdoc/>
    protected override IRenderable Draw(StudySnapshot snapshot, int width) => StudyPanel.Draw(snapshot, width);

    /// <inheritdoc/>
    protected override string? Line(StudySnapshot snapshot) => snapshot.Active.Count > 0 ? StudyText.Summary(snapshot) : null;
}
