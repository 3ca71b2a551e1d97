namespace MtrlAkka.Cluster.Configuration;

/// <summary>A setting that cannot be used; the message names the key or file and says what to do.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>With a message for the user.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message for the user and the error behind it.</summary>
    public SettingsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
