using MtrlAkka.Load.Nodes;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>The wire between two processes of this program on one machine, each figure beside its floors.</summary>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Load">Processes that wanted a core in the minute before (Linux's load average); NaN where nobody says.</param>
/// <param name="Transitions">From a worker to a replay shard.</param>
/// <param name="Batches">From a replay shard to the learner.</param>
/// <param name="Flow">Of messages as large as a batch that are there already, from the first process to the second.</param>
/// <param name="Publishes">From the learner to a worker, by size.</param>
/// <param name="Heartbeats">Of each process from the other one, over all of it.</param>
internal sealed record WireFigures(
    int Cores, double Load, TransitionFigures Transitions, BatchFigures Batches, FlowFigures Flow, IReadOnlyList<PublishFigures> Publishes, IReadOnlyList<HeartbeatFigures> Heartbeats);

/// <summary>Rounds of transitions that a shard appends and acknowledges.</summary>
/// <param name="ARound">Transitions of a round, one of each environment.</param>
/// <param name="Bytes">Bytes of a round's message.</param>
/// <param name="Ahead">Rounds on the way at once.</param>
/// <param name="Rate">Transitions a second with so many on the way.</param>
/// <param name="SocketRate">The same of plain TCP with messages and answers of the same sizes.</param>
/// <param name="LocalRate">Transitions a second that a shard in this process appends.</param>
/// <param name="Milliseconds">A round from send to acknowledgement, with one on the way.</param>
/// <param name="SocketMilliseconds">The same of plain TCP.</param>
/// <param name="Compute">Milliseconds of a core that a round takes in both processes together, many on the way: other work on the machine changes it less than the rate.</param>
/// <param name="SocketCompute">The same of plain TCP.</param>
internal sealed record TransitionFigures(
    int ARound, long Bytes, int Ahead, double Rate, double SocketRate, double LocalRate, double Milliseconds, double SocketMilliseconds, double Compute, double SocketCompute);

/// <summary>Batches, one a round, that a shard draws for the learner.</summary>
/// <param name="Rows">Rows of a batch.</param>
/// <param name="Bytes">Bytes of its message.</param>
/// <param name="Ahead">Rounds on the way at once.</param>
/// <param name="Rate">Batches a second.</param>
/// <param name="SocketRate">The same of plain TCP with messages of the same sizes.</param>
/// <param name="CopyRate">Copies of such a batch in memory, a second.</param>
/// <param name="DrawRate">Such batches drawn by a shard in this process, a second.</param>
/// <param name="Compute">Milliseconds of a core that a batch takes in both processes together.</param>
/// <param name="SocketCompute">The same of plain TCP.</param>
internal sealed record BatchFigures(
    int Rows, long Bytes, int Ahead, double Rate, double SocketRate, double CopyRate, double DrawRate, double Compute, double SocketCompute);

/// <summary>Large messages, one behind the other, with nothing to be made before they go: what the wire alone bears.</summary>
/// <param name="Bytes">Bytes of each.</param>
/// <param name="Ahead">How many are on the way at once.</param>
/// <param name="Rate">Messages a second.</param>
/// <param name="SocketRate">The same of plain TCP with messages and answers of the same sizes.</param>
/// <param name="Compute">Milliseconds of a core that a message takes in both processes together.</param>
/// <param name="SocketCompute">The same of plain TCP.</param>
internal sealed record FlowFigures(long Bytes, int Ahead, double Rate, double SocketRate, double Compute, double SocketCompute);

/// <summary>Weights published, from send to the answer of who got them; milliseconds.</summary>
/// <param name="Bytes">Bytes of the weights.</param>
/// <param name="Count">Publishes, and as many exchanges over plain TCP in turn with them.</param>
/// <param name="Median">Of the publishes.</param>
/// <param name="P99">Of the publishes; the slowest where they are fewer than a hundred.</param>
/// <param name="SocketMedian">Of plain TCP.</param>
/// <param name="SocketP99">Of plain TCP.</param>
internal sealed record PublishFigures(long Bytes, int Count, double Median, double P99, double SocketMedian, double SocketP99);
