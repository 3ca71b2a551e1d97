using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cli.Comparing;

/// <summary>One line of a comparison: settings over those that all lines share.</summary>
/// <param name="Name">What to call it; a part of its runs' names.</param>
/// <param name="Settings">Single settings, <c>key=value</c>.</param>
/// <param name="Matched">Whether its width is chosen for the parameters of the configuration without it.</param>
internal sealed record Variant(string Name, IReadOnlyList<string> Settings, bool Matched)
{
    /// <summary>Units of a hidden layer that the usual sizes of encoders and embeddings are meant for.</summary>
    private const double UsualWidth = 400;

    /// <summary>The configuration itself, called by its architecture where it has one.</summary>
    public static Variant Base(SacSettings shared) =>
        new(shared.Actor.Architecture == shared.Critic.Architecture ? shared.Actor.Architecture : "base", [], Matched: false);

    /// <summary>Reads <c>NAME:key=value,key=value</c>; NAME alone is the configuration itself.</summary>
    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static Variant Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        if (parts[0].Length == 0 || parts[0].IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw new SettingsException($"'{text}' cannot be read: a variant is NAME:key=value,key=value, and its name becomes a part of folders' names");
        return new Variant(parts[0], parts.Length == 1 ? [] : [.. Split(parts[1])], Matched: false);
    }

    /// <summary>
    /// An architecture in actor and critics, at the width that gives it the parameters of the configuration. Its depth is the
    /// usual one where it has its own; encoders and embeddings are scaled down as the configuration's width is from 400, else they
    /// alone would be larger than a small network. bro and simba begin in the middle of the policy's range, which is BRC's.
    /// </summary>
    /// <param name="architecture">Its name.</param>
    /// <param name="shared">The configuration's agent.</param>
    public static Variant OfArchitecture(string architecture, SacSettings shared)
    {
        var usual = NetworkSettings.Reference(architecture, shared.Tasks);
        bool encodes = architecture is "soft-modules" or "care" or "film", blocks = architecture is "bro" or "simba";
        List<string> settings = blocks ? ["learner.log-std-min=-10"] : [];
        foreach (var (network, width) in new[] { ("actor", shared.Actor.Width), ("critic", shared.Critic.Width) })
        {
            void Set(string key, object value) => settings.Add(FormattableString.Invariant($"learner.{network}.{key}={value}"));
            int Scaled(int size) => Math.Max(1, (int)Math.Round(size * width / UsualWidth));
            Set("architecture", architecture);
            if (blocks || architecture == "soft-modules") Set("depth", usual.Depth);
            if (!encodes) continue;
            Set("embedding-size", Scaled(usual.EmbeddingSize));
            Set("encoder-width", Scaled(usual.EncoderWidth));
        }

        return new Variant(architecture, settings, Matched: true);
    }

    // At the commas that do not stand in a list.
    private static IEnumerable<string> Split(string settings)
    {
        int depth = 0, begin = 0;
        for (int i = 0; i <= settings.Length; i++)
        {
            if (i < settings.Length && settings[i] == '[') depth++;
            if (i < settings.Length && settings[i] == ']') depth--;
            if (i < settings.Length && (settings[i] != ',' || depth > 0)) continue;
            yield return settings[begin..i];
            begin = i + 1;
        }
    }
}
