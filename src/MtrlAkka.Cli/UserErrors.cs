using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli;

/// <summary>Errors that a person can do something about: one line, no stack trace.</summary>
internal static class UserErrors
{
    /// <summary>Exit code of bad input.</summary>
    public const int ExitCode = 2;

    /// <summary>The line to print, or null for an error of the program's own.</summary>
    public static string? Describe(Exception error) => error switch
    {
        AggregateException { InnerExceptions.Count: 1 } one => Describe(one.InnerExceptions[0]),
        // What libtorch's first use found wrong with the folder that the user named.
        TypeInitializationException { InnerException: { } cause } => Describe(cause),
        SettingsException or MetaWorldException or MuJoCoException or RunLockedException or BlobException or BlobWriteException
            or InvalidDataException or IOException or UnauthorizedAccessException => error.Message.ReplaceLineEndings(" "),
        _ => null,
    };
}
