using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace MtrlAkka.Studies.Grid;

/// <summary>The events of a study's journal as text: a manifest with a version, then the run's name and behind a line break the reason.</summary>
public sealed class StudyEventSerializer : SerializerWithStringManifest
{
    private const string Begun = "run-begun/1", Completed = "run-completed/1", Failed = "run-attempt-failed/1", Anew = "run-tried-anew/1";

    /// <summary>Made by Akka from the configuration.</summary>
    public StudyEventSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 78010;

    /// <inheritdoc/>
    public override string Manifest(object o) => Written(o).Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(Written(obj).Text);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>Reads an event as the journal keeps it.</summary>
    /// <param name="bytes">The event.</param>
    /// <param name="manifest">What it is, and in which version.</param>
    /// <exception cref="InvalidDataException">This version does not know it, or it is damaged.</exception>
    public static IStudyEvent Read(byte[] bytes, string manifest)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return (manifest, text.Split('\n', 2)) switch
        {
            (Begun, [var run]) => new RunBegun(run),
            (Completed, [var run]) => new RunCompleted(run),
            (Failed, [var run, var reason]) => new RunAttemptFailed(run, reason),
            (Anew, [var run]) => new RunTriedAnew(run),
            (Begun or Completed or Failed or Anew, _) => throw new InvalidDataException($"a '{manifest}' of the study's journal is damaged"),
            _ => throw new InvalidDataException($"the study's journal holds a '{manifest}', which this version does not know"),
        };
    }

    private static (string Manifest, string Text) Written(object happened) => happened switch
    {
        RunBegun begun => (Begun, begun.Run),
        RunCompleted completed => (Completed, completed.Run),
        RunAttemptFailed failed => (Failed, $"{failed.Run}\n{failed.Reason}"),
        RunTriedAnew anew => (Anew, anew.Run),
        _ => throw new ArgumentException($"{happened.GetType().Name} is no event of a study's journal", nameof(happened)),
    };
}
