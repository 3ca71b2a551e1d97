using System.Security.Cryptography;
using System.Text;
using MtrlAkka.Cluster.Configuration;

namespace MtrlAkka.Dashboard.Access;

/// <summary>What someone must know to act on a run from its page; without it the page only shows.</summary>
public sealed class OperatorToken
{
    /// <summary>The environment variable that gives it.</summary>
    public const string Variable = "MTRL_DASHBOARD_TOKEN";

    /// <summary>Characters that a token of one's own has at least.</summary>
    public const int LeastLength = 8;

    private const int DrawnBytes = 16;
    private readonly byte[] _hash;

    private OperatorToken(string text) => (Text, _hash) = (text, Hash(text));

    /// <summary>The token, for whoever starts the page.</summary>
    public string Text { get; }

    /// <summary>The token that was given, or else a drawn one.</summary>
    /// <param name="given">The option's; null: the environment's.</param>
    /// <exception cref="SettingsException">It is too short.</exception>
    public static OperatorToken Of(string? given)
    {
        string? text = given ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return new OperatorToken(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DrawnBytes)));
        return text.Length >= LeastLength
            ? new OperatorToken(text)
            : throw new SettingsException($"the dashboard's token ({(given is null ? Variable : "--dashboard-token")}) has {text.Length} characters: give {LeastLength} or more, or none for a drawn one");
    }

    /// <summary>Whether this is the token; takes as long for any.</summary>
    public bool Is(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(text));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
