using MtrlAkka.Cluster.Stores;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>What the actor of a study works with.</summary>
/// <param name="Definition">The study.</param>
/// <param name="Limits">How much is under way at a time.</param>
/// <param name="AnewFailed">Whether runs that have failed are tried anew.</param>
/// <param name="Trainer">Who trains.</param>
/// <param name="Face">Who shows it.</param>
/// <param name="Journal">Where its journal is.</param>
/// <param name="Ended">Completed when there is nothing more to do.</param>
public sealed record StudyWork(
    StudyDefinition Definition, StudyGridLimits Limits, bool AnewFailed, IStudyTrainer Trainer, IStudyFace Face, RunJournalPlugin Journal, TaskCompletionSource<StudyEnded> Ended);
