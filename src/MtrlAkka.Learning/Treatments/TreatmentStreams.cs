namespace MtrlAkka.Learning;

/// <summary>The random streams (<see cref="LearnerStreams"/>) of one network: its own start's, and its treatments'.</summary>
internal sealed record TreatmentStreams(uint Start, uint Recycling, uint Reset, uint Perturbation, uint Mask, uint Rewiring)
{
    /// <summary>Of the actor's.</summary>
    public static TreatmentStreams Actor { get; } = new(
        LearnerStreams.ActorStart, LearnerStreams.ActorRecycling, LearnerStreams.ActorReset, LearnerStreams.ActorPerturbation,
        LearnerStreams.ActorMask, LearnerStreams.ActorRewiring);

    /// <summary>Of the critics'.</summary>
    public static TreatmentStreams Critic { get; } = new(
        LearnerStreams.CriticStart, LearnerStreams.CriticRecycling, LearnerStreams.CriticReset, LearnerStreams.CriticPerturbation,
        LearnerStreams.CriticMask, LearnerStreams.CriticRewiring);
}
