using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace MtrlAkka.Cluster.Tests;

/// <summary>A journal that loses what it is asked: writes, and where it is told so, reads.</summary>
public sealed class SilentJournal : AsyncWriteJournal
{
    private readonly bool _reads = Context.System.Settings.Config.GetBoolean("silent.reads");

    /// <summary>Settings of an actor system that has it.</summary>
    /// <param name="reads">Whether it answers reads, with nothing.</param>
    /// <param name="settings">Further settings.</param>
    public static string Hocon(bool reads, string settings) =>
        $$"""
        akka.persistence.journal.plugin = "silent"
        silent {
          class = "{{typeof(SilentJournal).FullName}}, {{typeof(SilentJournal).Assembly.GetName().Name}}"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          reads = {{(reads ? "on" : "off")}}
        }
        {{settings}}
        """;

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback) =>
        _reads ? Task.CompletedTask : Never<object>();

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        _reads ? Task.FromResult(0L) : Never<long>();

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Never<IImmutableList<Exception>>();

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) => Never<object>();

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
