namespace MtrlAkka.Learning;

/// <summary>The random streams of a learner; no other part of a run with the same seed may use them.</summary>
public static class LearnerStreams
{
    /// <summary>The actor's parameters at the start; the step is the parameter's index.</summary>
    public const uint ActorStart = 0x4C01;

    /// <summary>The critics' parameters at the start; the step is the parameter's index.</summary>
    public const uint CriticStart = 0x4C02;

    /// <summary>Noise of the next actions in the critics' targets; the step is the update's index.</summary>
    public const uint NextActionNoise = 0x4C03;

    /// <summary>Noise of the actions in the actor's loss; the step is the update's index.</summary>
    public const uint ActionNoise = 0x4C04;
}
