using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>What an exception says, as it goes from node to node; the exception itself stays where it was thrown.</summary>
/// <param name="Type">Full name of the exception's type.</param>
/// <param name="Message">Its message.</param>
/// <param name="Damage">Whether it says that a checkpoint cannot be used.</param>
/// <param name="Details">Types, messages and stack traces for the log, cut to <see cref="DetailsKept"/> characters.</param>
public sealed record Cause(string Type, string Message, bool Damage, string Details)
{
    /// <summary>Characters of the details that are kept, so that a failure fits into a small message.</summary>
    public const int DetailsKept = 16_000;

    /// <summary>What an exception says.</summary>
    public static Cause Of(Exception error)
    {
        string details = error.ToString(), message = error.Message;
        return new Cause(
            error.GetType().FullName!,
            message.Length <= DetailsKept ? message : message[..DetailsKept],
            IsDamage(error),
            details.Length <= DetailsKept ? details : details[..DetailsKept]);
    }

    /// <summary>Whether an exception says that a checkpoint cannot be used; others say nothing against it.</summary>
    public static bool IsDamage(Exception error) => error is BlobException or InvalidDataException;
}
