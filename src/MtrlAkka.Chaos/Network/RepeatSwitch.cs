using System.Globalization;

namespace MtrlAkka.Chaos.Network;

/// <summary>How messages are repeated.</summary>
/// <param name="Percent">Share of the messages that come again, in percent.</param>
/// <param name="Milliseconds">How late the second one is at most; 0 for at once.</param>
public sealed record Repetition(int Percent, int Milliseconds);

/// <summary>The file of a trial's folder that says whether nodes repeat their messages: written by the trial, read by the nodes.</summary>
public static class RepeatSwitch
{
    private const string Name = "repeat";

    /// <summary>Says it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="repetition">How, or null for not.</param>
    public static void Set(string folder, Repetition? repetition)
    {
        string file = Path.Combine(folder, Name), unfinished = file + ".tmp";
        if (repetition is null)
        {
            File.Delete(file);
            return;
        }

        File.WriteAllText(unfinished, string.Create(CultureInfo.InvariantCulture, $"{repetition.Percent} {repetition.Milliseconds}"));
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>What is said.</summary>
    public static Repetition? Get(string folder)
    {
        string file = Path.Combine(folder, Name);
        if (!File.Exists(file)) return null;
        try
        {
            return File.ReadAllText(file).Split(' ') is [var percent, var milliseconds]
                ? new Repetition(int.Parse(percent, CultureInfo.InvariantCulture), int.Parse(milliseconds, CultureInfo.InvariantCulture))
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
