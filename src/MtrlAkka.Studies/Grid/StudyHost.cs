using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Stores;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>A process at work on a study: the lock on its folder, and its actor.</summary>
public sealed class StudyHost : IAsyncDisposable
{
    private readonly RunLock _lock;
    private readonly ActorSystem _system;
    private readonly IActorRef _study;

    private StudyHost(RunLock studyLock, ActorSystem system, IActorRef study, Task<StudyEnded> ended) => (_lock, _system, _study, Ended) = (studyLock, system, study, ended);

    /// <summary>Completes when there is nothing more to do, or the study was stopped, or cannot go on.</summary>
    public Task<StudyEnded> Ended { get; }

    /// <summary>Takes a study's folder, which has its definition, and begins or goes on with it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">How much is under way at a time.</param>
    /// <param name="anewFailed">Whether runs that have failed are tried anew.</param>
    /// <param name="trainer">Who trains.</param>
    /// <param name="face">Who shows it.</param>
    /// <exception cref="SettingsException">There is no study, or another process is at work on it.</exception>
    /// <exception cref="InvalidDataException">Its journal cannot be used.</exception>
    public static StudyHost Start(StudyFolder folder, StudyGridLimits limits, bool anewFailed, IStudyTrainer trainer, IStudyFace face)
    {
        var definition = StudyDefinition.Read(folder);
        var studyLock = Take(folder);
        try
        {
            // What cannot be read is said before an actor finds it.
            folder.ReadState();
            var journal = StudyJournal.Location(folder);
            journal.Prepare();
            var system = ActorSystem.Create("mtrl-study", AkkaConfiguration.ForStudy());
            var ended = new TaskCompletionSource<StudyEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
            var work = new StudyWork(definition, limits, anewFailed, trainer, face, RunJournals.Install(system, journal), ended);
            return new StudyHost(studyLock, system, system.ActorOf(StudyActor.Props(work), StudyActor.Name), ended.Task);
        }
        catch
        {
            studyLock.Dispose();
            throw;
        }
    }

    /// <summary>Ends what is under way after a checkpoint; <see cref="Ended"/> tells when.</summary>
    public void Stop() => _study.Tell(new StopStudy());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _system.Terminate().ConfigureAwait(false);
        _lock.Dispose();
    }

    private static RunLock Take(StudyFolder folder)
    {
        try
        {
            return RunLock.Take(folder.Path);
        }
        catch (RunLockedException error)
        {
            throw new SettingsException($"{(error.Holder.Length > 0 ? error.Holder : "another process")} is at work on the study {folder.Name}: ./mtrl study status {folder.Name} shows it", error);
        }
    }
}
