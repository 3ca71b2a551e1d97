namespace MtrlAkka.Studies.Results;

/// <summary>One figure of a run at a step.</summary>
/// <param name="Step">Environment steps done, of all tasks together.</param>
/// <param name="Task">The task that it is of; empty: of all together.</param>
/// <param name="Network">The network that it is of: actor, critic_0, target_0; empty: of none.</param>
/// <param name="Layer">The layer that it is of; empty: of all together, or of none.</param>
/// <param name="Name">What is measured: success, qf_loss, dormant.</param>
/// <param name="Value">The figure; not a number where it could not be had.</param>
public sealed record Measure(long Step, string Task, string Network, string Layer, string Name, double Value);
