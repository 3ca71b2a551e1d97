namespace MtrlAkka.Load.Simulation;

/// <summary>Something that has only so much to give.</summary>
/// <param name="Name">What it is; of machines or parts of one kind the busiest.</param>
/// <param name="Busy">Share of the time, or of its cores, that it is in use: 1 is all.</param>
public sealed record Resource(string Name, double Busy);

/// <summary>What a simulated cluster comes to.</summary>
/// <param name="Workers">Machines with environments; 0: one process.</param>
/// <param name="Environments">Environments in all.</param>
/// <param name="StepsPerSecond">Environment steps that come into the replay.</param>
/// <param name="UpdatesPerSecond">Updates of the learner.</param>
/// <param name="LearnerWaits">Share of the time that the learner waits for batches.</param>
/// <param name="WaitForReplay">Share of the time that environments stand still because the replay lets no more steps in, the mean over the workers.</param>
/// <param name="WaitForWeights">The same, for weights.</param>
/// <param name="CoresUsed">Cores in use on all machines together, the mean.</param>
/// <param name="Seconds">Simulated seconds that the rates are of.</param>
/// <param name="Events">What happened in the whole simulation.</param>
/// <param name="Resources">What is in use, the busiest first.</param>
public sealed record Prediction(
    int Workers,
    int Environments,
    double StepsPerSecond,
    double UpdatesPerSecond,
    double LearnerWaits,
    double WaitForReplay,
    double WaitForWeights,
    double CoresUsed,
    double Seconds,
    long Events,
    IReadOnlyList<Resource> Resources)
{
    // So much in use is used up: queues in front of it grow.
    private const double Full = 0.9;

    /// <summary>What holds the cluster back: the busiest resource, or where none is used up the round trips of the protocol.</summary>
    public string Bottleneck => Resources[0].Busy >= Full ? Resources[0].Name : "latency";

    /// <summary>What comes next, were the bottleneck gone, and how many times the present rates it bears.</summary>
    public (string Name, double Headroom) Next
    {
        get
        {
            var next = Resources[0].Busy >= Full ? Resources[1] : Resources[0];
            return (next.Name, 1 / next.Busy);
        }
    }
}
