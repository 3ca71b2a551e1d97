using MtrlAkka.Cli.Display;
using Spectre.Console.Rendering;
using Spectre.Console;

namespace MtrlAkka.Cli.Studying;

/// <summary>The progress of a study, for whoever started it.</summary>
internal sealed class StudyDisplay : ScreenDisplay
{
    private volatile StudySnapshot? _study;
    private StudySnapshot? _written;

    /// <summary>Starts the display.</summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="live">Draw in place; else write lines. By custom <see cref="ScreenDisplay.IsTerminal"/>.</param>
    /// <param name="interval">How long between two plain lines of progress; above zero.</param>
    /// <param name="time">The clock.</param>
    public StudyDisplay(IAnsiConsole console, bool live, TimeSpan interval, TimeProvider time)
        : base(console, live, interval, time) => Start();

    /// <summary>Shows how the study stands; only the newest snapshot counts.</summary>
    public void Show(StudySnapshot study)
    {
        _study = study;
        Changed();
    }

    /// <inheritdoc/>
    protected override IRenderable Draw(int width, int height) => StudyPanel.Draw(_study!, width);

    /// <inheritdoc/>
    protected override IEnumerable<string> Alarms() => [];

    /// <inheritdoc/>
    protected override IEnumerable<string> NewLines()
    {
        if (_study is not { Active.Count: > 0 } study || ReferenceEquals(study, _written)) return [];
        _written = study;
        return [StudyText.Summary(study)];
    }
}
