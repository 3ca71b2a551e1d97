using System.Globalization;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;

namespace MtrlAkka.Studies.Parameters;

/// <summary>
/// How many parameters are asked for: a number, or <c>like:ARCHITECTURE[,width=W]</c>, which is as many as the same
/// configuration has with that architecture in actor and critics, at its own widths or at W.
/// </summary>
public sealed class ParameterTarget
{
    /// <summary>What the option says of its value.</summary>
    public const string Description = "N or like:ARCHITECTURE[,width=W]: the width of actor and critics at which they together come nearest to so many parameters.";

    private const string Like = "like:", WidthEntry = "width=";
    private readonly long? _count;
    private readonly string? _architecture;
    private readonly int? _width;

    private ParameterTarget(long? count, string? architecture, int? width) => (_count, _architecture, _width) = (count, architecture, width);

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">It cannot be understood.</exception>
    public static ParameterTarget Parse(string text)
    {
        if (!text.StartsWith(Like, StringComparison.Ordinal))
        {
            return long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long count) && count > 0
                ? new ParameterTarget(count, null, null)
                : throw new SettingsException($"'{text}' is no number of parameters: give one above 0, or {Like}ARCHITECTURE");
        }

        string[] parts = text[Like.Length..].Split(',');
        if (!NetworkSettings.Architectures.Contains(parts[0])) throw new SettingsException(NearestNames.Unknown("architecture", parts[0], NetworkSettings.Architectures));
        int width = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !(parts[1].StartsWith(WidthEntry, StringComparison.Ordinal)
            && int.TryParse(parts[1].AsSpan(WidthEntry.Length), NumberStyles.None, CultureInfo.InvariantCulture, out width) && width > 0)))
        {
            throw new SettingsException($"'{text}' cannot be read: it is {Like}ARCHITECTURE or {Like}ARCHITECTURE,{WidthEntry}W");
        }

        return new ParameterTarget(null, parts[0], parts.Length == 2 ? width : null);
    }

    /// <summary>The number for an agent of these settings.</summary>
    public long For(SacSettings settings)
    {
        if (_count is { } count) return count;
        NetworkSettings Other(NetworkSettings network) => network with { Architecture = _architecture!, Width = _width ?? network.Width };
        return Total(settings with { Actor = Other(settings.Actor), Critic = Other(settings.Critic) });
    }

    /// <summary>Parameters of actor and critics together.</summary>
    public static long Total(SacSettings settings) => ParameterMatching.Count(settings) is var (actor, critic) ? actor + critic : 0;
}
