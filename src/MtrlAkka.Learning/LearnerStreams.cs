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

    /// <summary>Orders of tasks in PCGrad's projections of the critics' gradients; the step is the update's index.</summary>
    public const uint CriticTaskOrder = 0x4C05;

    /// <summary>The same of the actor's gradients.</summary>
    public const uint ActorTaskOrder = 0x4C06;

    /// <summary>The task embedding at the start; the step is 0.</summary>
    public const uint EmbeddingStart = 0x4C07;

    /// <summary>What leads into recycled units of the actor; the step is 65536 × the count of updates + the parameter's index, here and below.</summary>
    public const uint ActorRecycling = 0x4C31;

    /// <summary>The actor's parameters at a reset.</summary>
    public const uint ActorReset = 0x4C32;

    /// <summary>The fresh actor that the actor is moved towards when it is shrunk and perturbed.</summary>
    public const uint ActorPerturbation = 0x4C33;

    /// <summary>Which weights of a sparse actor are connections; the step is the parameter's index.</summary>
    public const uint ActorMask = 0x4C34;

    /// <summary>Where connections of a sparse actor are made when it is rewired.</summary>
    public const uint ActorRewiring = 0x4C35;

    /// <summary>The same of the critics as <see cref="ActorRecycling"/>.</summary>
    public const uint CriticRecycling = 0x4C41;

    /// <summary>The same of the critics as <see cref="ActorReset"/>.</summary>
    public const uint CriticReset = 0x4C42;

    /// <summary>The same of the critics as <see cref="ActorPerturbation"/>.</summary>
    public const uint CriticPerturbation = 0x4C43;

    /// <summary>The same of the critics as <see cref="ActorMask"/>.</summary>
    public const uint CriticMask = 0x4C44;

    /// <summary>The same of the critics as <see cref="ActorRewiring"/>.</summary>
    public const uint CriticRewiring = 0x4C45;

    /// <summary>Noise of the actions at which a measurement of plasticity sees the critics; the step is the count of updates.</summary>
    public const uint PlasticityNoise = 0x4C21;

    /// <summary>Noise of a plasticity probe's targets, the same in every probe; the step is 0.</summary>
    public const uint ProbeTargets = 0x4C22;

    /// <summary>Parameters of the fresh actor that a plasticity probe compares with; the step is the parameter's index.</summary>
    public const uint ProbeActor = 0x4C23;

    /// <summary>Parameters of the fresh critics that a plasticity probe compares with; the step is the parameter's index.</summary>
    public const uint ProbeCritic = 0x4C24;
}
