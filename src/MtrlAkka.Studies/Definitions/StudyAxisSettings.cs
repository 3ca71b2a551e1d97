namespace MtrlAkka.Studies.Definitions;

/// <summary>An axis as a study file has it: its values, and what each sets.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Sets">Settings that each value sets to its own name.</param>
/// <param name="Values">What each value sets besides, in the order of the axis.</param>
internal sealed record StudyAxisSettings(StudyAxis Axis, IReadOnlyList<string> Sets, IReadOnlyList<StudyAxisValue> Values)
{
    /// <summary>Reads an axis.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="axes">The section of all axes.</param>
    /// <exception cref="Cluster.Configuration.SettingsException">It is missing, or cannot be used.</exception>
    public static StudyAxisSettings Read(string name, StudySection axes)
    {
        if (!axes.Has(name)) throw axes.Wrong(name, "is missing: the axis of that name, with its title and values");
        var axis = axes.Section(name);
        axis.Allow("title", "values", "sets", "of");
        var values = axis.List("values");
        if (values.Count == 0) throw axis.Wrong("values", "names the values of the axis: [64, 128]");
        if (values.FirstOrDefault(static value => value.Length == 0 || value.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || value[0] == '-') is { } unfit)
            throw axis.Wrong("values", $"has '{unfit}', which cannot be a part of a run's name");
        var of = axis.Section("of");
        // Values of another scale may stand there too.
        return new StudyAxisSettings(
            new StudyAxis(name, axis.OptionalText("title") ?? name, values), axis.List("sets"), [.. values.Select(value => Read(value, of.Section(value), of, values))]);
    }

    private static StudyAxisValue Read(string value, StudySection section, StudySection of, IReadOnlyList<string> values)
    {
        section.Allow("settings", "parameters-of");
        string? matched = section.OptionalText("parameters-of");
        return matched is null || (matched != value && values.Contains(matched) && !of.Section(matched).Has("parameters-of"))
            ? new StudyAxisValue(value, section.Section("settings").Settings(), matched)
            : throw section.Wrong("parameters-of", $"= {matched} is no other value of the axis with parameters of its own");
    }
}

/// <summary>A value of an axis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What it sets, <c>key=value</c>.</param>
/// <param name="ParametersOf">The value of the same axis whose cell, else the same, has as many parameters as this one is to have; null: its widths are its own.</param>
internal sealed record StudyAxisValue(string Name, IReadOnlyList<string> Settings, string? ParametersOf);
