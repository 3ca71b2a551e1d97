using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Independent agents that are trained as one batched computation: the networks' passes of an update run once for all of them, and
/// between passes each has its own arithmetic, optimiser and noise. Seeds may differ, and settings that leave networks and
/// batches alone, such as learning rates. On the CPU an agent of a group has the bits of the same agent alone, with the same
/// number of threads; where a batched pass could not promise that, agents are updated in turn. On a GPU the last bits are the
/// library's, which may choose other products for other numbers of agents. Not thread-safe.
/// </summary>
public sealed class AgentGroup : IDisposable
{
    private readonly IReadOnlyList<(SacSettings Settings, ulong Seed)> _agents;
    private readonly GroupMemory _memory;
    private readonly Func<DeviceKernels> _kernels;
    private readonly MultiTaskSac?[] _all, _taking;
    private readonly bool _always;
    private UpdatePasses? _passes;

    /// <summary>A group with no agent yet; see <see cref="Begin"/>.</summary>
    /// <param name="agents">Settings and seed of each, at least one.</param>
    /// <param name="device">CPU or CUDA.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or differs among agents though it must not; the message names it.</exception>
    public AgentGroup(IReadOnlyList<(SacSettings Settings, ulong Seed)> agents, Device device)
        : this(agents, device, ScalarType.Float32, () => DeviceKernels.For(device, ScalarType.Float32), null)
    {
    }

    internal AgentGroup(
        IReadOnlyList<(SacSettings Settings, ulong Seed)> agents, Device device, ScalarType type, Func<DeviceKernels> kernels, bool? together)
    {
        foreach (var (settings, _) in agents) settings.Validate();
        GroupSettings.Require([.. agents.Select(static agent => agent.Settings)]);
        TorchLibrary.Load();
        (_agents, _kernels) = (agents, kernels);
        _memory = new GroupMemory(agents.Count, type, device);
        (_all, _taking) = (new MultiTaskSac?[agents.Count], new MultiTaskSac?[agents.Count]);
        // What a GPU computes may depend on how many take part, so there it is always all.
        _always = device.type != DeviceType.CPU;
        Together = together ?? (agents.Count > 1 && IsBatched(agents[0].Settings, device));
    }

    /// <summary>Number of agents.</summary>
    public int Count => _agents.Count;

    /// <summary>Whether passes run for all agents at once; else agents are updated in turn.</summary>
    public bool Together { get; }

    /// <summary>An agent that was begun, to be saved, loaded, measured and read; it belongs to the group.</summary>
    public MultiTaskSac this[int index] => _all[index] ?? throw new InvalidOperationException($"agent {index} was not begun");

    /// <summary>Refuses agents that cannot be in one group.</summary>
    /// <exception cref="ArgumentException">A setting differs that may not; the message names it.</exception>
    public static void Require(IReadOnlyList<SacSettings> agents) => GroupSettings.Require(agents);

    /// <summary>Whether passes of such agents run for all of them at once.</summary>
    /// <param name="settings">Of one of them.</param>
    /// <param name="device">Where.</param>
    public static bool IsBatched(SacSettings settings, Device device) => GroupPasses.Serve(settings, device, TorchRuntime.Threads);

    /// <summary>Puts a new agent into a place, with the settings and the seed that the group was given for it.</summary>
    public MultiTaskSac Begin(int index)
    {
        _all[index]?.Dispose();
        _all[index] = null;
        return _all[index] = new MultiTaskSac(_agents[index].Settings, _agents[index].Seed, _memory.Of(index), _kernels());
    }

    /// <summary>One update of each agent that has a batch; the state of others does not change. Nothing is read back from the device.</summary>
    /// <param name="batches">Each agent's batch, or null.</param>
    /// <param name="updateIndices">Each agent's index of the update in its run.</param>
    /// <exception cref="ArgumentException">A batch has another shape; no agent is updated.</exception>
    public void Update(ReadOnlySpan<TransitionBatch?> batches, ReadOnlySpan<ulong> updateIndices)
    {
        if (batches.Length != Count || updateIndices.Length != Count)
            throw new ArgumentException($"a group of {Count} agents takes as many batches and indices, not {batches.Length} and {updateIndices.Length}");
        int taking = 0;
        for (int i = 0; i < Count; i++)
        {
            _taking[i] = batches[i] is null ? null : this[i];
            if (batches[i] is not { } batch) continue;
            this[i].Fill(batch, updateIndices[i]);
            taking++;
        }

        if (Together && (taking == Count || (_always && taking > 0)))
        {
            _passes ??= GroupPasses.Bind(_agents[0].Settings, _memory, Count, _kernels().Layers);
            _passes.Run(_taking);
        }
        else
        {
            foreach (var agent in _taking) agent?.UpdateFilled();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _passes?.Dispose();
        foreach (var agent in _all) agent?.Dispose();
        _memory.Dispose();
    }
}
