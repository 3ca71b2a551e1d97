using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Studies.Parameters;

namespace MtrlAkka.Studies.Definitions;

/// <summary>Makes the cells of a study: every value of each axis with every one of the others, the last axis fastest.</summary>
/// <param name="preset">The preset of all cells.</param>
/// <param name="shared">Settings of all cells, <c>key=value</c>; those of the axes go over them.</param>
/// <param name="axes">The axes; settings of a later one go over those of an earlier one.</param>
internal sealed class StudyGridBuilder(string preset, IReadOnlyList<string> shared, IReadOnlyList<StudyAxisSettings> axes)
{
    /// <summary>Makes the cells.</summary>
    /// <exception cref="SettingsException">A cell's settings cannot be used.</exception>
    public IReadOnlyList<StudyCell> Build()
    {
        IEnumerable<IReadOnlyList<StudyAxisValue>> places = [[]];
        foreach (var axis in axes) places = [.. places.SelectMany(_ => axis.Values, static (place, value) => (IReadOnlyList<StudyAxisValue>)[.. place, value])];
        StudyCell[] cells = [.. places.Select(Cell)];
        return cells.CountBy(static cell => cell.Key).FirstOrDefault(static group => group.Value > 1) is { Value: > 1 } twice
            ? throw new SettingsException($"two cells of the study would be called {twice.Key}: name the values of its axes otherwise")
            : cells;
    }

    private StudyCell Cell(IReadOnlyList<StudyAxisValue> place)
    {
        string key = string.Join('-', place.Select((value, axis) => char.IsAsciiDigit(value.Name[0]) ? axes[axis].Axis.Name + value.Name : value.Name));
        try
        {
            var settings = Settings(place);
            for (int axis = 0; axis < axes.Count; axis++)
            {
                if (place[axis].ParametersOf is { } other) settings = Matched(settings, [.. place.Select((value, at) => at == axis ? axes[at].Values.First(one => one.Name == other) : value)]);
            }

            var configuration = RunConfiguration.Load(preset, settings);
            return new StudyCell(
                key, [.. place.Select((value, axis) => new StudyLabel(axes[axis].Axis.Name, value.Name))], preset, settings, configuration.With("run.seed", "0").Hash);
        }
        catch (SettingsException error)
        {
            throw new SettingsException($"the cell {key} of the study: {error.Message}", error);
        }
    }

    private List<string> Settings(IReadOnlyList<StudyAxisValue> place) =>
        [.. shared, .. place.SelectMany((value, axis) => (IEnumerable<string>)[.. axes[axis].Sets.Select(key => $"{key}={value.Name}"), .. value.Settings])];

    // The widths stand in the cell's settings like any others, so that nobody who trains it has to solve for them again.
    private List<string> Matched(List<string> settings, IReadOnlyList<StudyAxisValue> model)
    {
        long count = ParameterTarget.Total(RunConfiguration.Load(preset, Settings(model)).Settings.Learner.Sac);
        var matched = MatchedConfiguration.Load(preset, settings, ParameterTarget.Parse(count.ToString(CultureInfo.InvariantCulture)));
        string[] widths = ["learner.actor.width", "learner.critic.width"];
        return [.. settings, .. widths.Select(key => $"{key}={matched.Configuration.Values[key]}")];
    }
}
