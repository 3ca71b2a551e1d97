using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Memory of several agents: what they take by one name lies in one block, agent after agent, so that it can be worked on at once.
/// Every agent's part starts at a multiple of <see cref="ParameterLayout.Alignment"/> elements, as it does alone.
/// </summary>
internal sealed class GroupMemory : IDisposable
{
    private readonly int _agents;
    private readonly ScalarType _type;
    private readonly Device _device;
    private readonly Dictionary<string, Matrix> _blocks = [];

    public GroupMemory(int agents, ScalarType type, Device device) => (_agents, _type, _device) = (agents, type, device);

    /// <summary>The memory of one agent. What it takes by a name once more is the same part, zeroed.</summary>
    public AgentMemory Of(int agent) => new Part(this, agent);

    /// <summary>[agents, rows, columns]: what agents took by this name.</summary>
    public Matrix Block(string name) => _blocks[name];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks.Values) block.Dispose();
    }

    private Matrix Make(int rows, int columns)
    {
        long count = (long)rows * columns, stride = (count + ParameterLayout.Alignment - 1) / ParameterLayout.Alignment * ParameterLayout.Alignment;
        using var scope = NewDisposeScope();
        return new Matrix(zeros([_agents, stride], _type, _device).narrow(1, 0, count).unflatten(1, [rows, columns]));
    }

    private sealed record Part(GroupMemory Group, int Agent) : AgentMemory(Group._type, Group._device)
    {
        public override Matrix Take(string name, int rows, int columns)
        {
            if (!Group._blocks.TryGetValue(name, out var block)) Group._blocks.Add(name, block = Group.Make(rows, columns));
            var part = block.SelectMembers(Agent, 1);
            part.Tensor.zero_();
            return part;
        }
    }
}
