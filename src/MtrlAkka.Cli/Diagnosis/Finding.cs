namespace MtrlAkka.Cli.Diagnosis;

/// <summary>How a part of the installation fares.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but slower or with less than it could.</summary>
    Warn,

    /// <summary>Something needed is missing or broken.</summary>
    Fail,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Health">How the part fares.</param>
/// <param name="Subject">The part, in a word or two.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
public sealed record Finding(Health Health, string Subject, string Text, string? Remedy = null);
