namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>
/// The machines of a simulated cluster: one with the learner, one for each replay shard, and the workers with equal shares of the
/// environments.
/// </summary>
/// <param name="Workers">Machines with environments; 0: all of the run is one process on the learner's machine.</param>
/// <param name="WorkerCores">Cores of each; as many threads step its environments.</param>
/// <param name="ReplayCores">Cores of a shard's machine.</param>
/// <param name="LearnerCores">Cores of the learner's machine.</param>
/// <param name="LearnerThreads">Threads of an update.</param>
/// <param name="Network">What is between them.</param>
public sealed record ClusterShape(int Workers, double WorkerCores, double ReplayCores, double LearnerCores, int LearnerThreads, NetworkShape Network);
