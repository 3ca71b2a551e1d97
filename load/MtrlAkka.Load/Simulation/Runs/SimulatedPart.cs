using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>
/// An actor: takes one message after another, and what it tells others goes when it has handled the message. What it decides
/// the run's own classes decide; derived classes carry the messages and say what each costs.
/// </summary>
public abstract class SimulatedPart : IDisposable
{
    private readonly List<(SimulatedNode To, string Part, ICrossesNodes Message, string? Replaces)> _telling = [];
    private readonly List<Action> _after = [];

    /// <summary>A part of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">Its name on that node.</param>
    /// <param name="figures">What things take.</param>
    /// <param name="clock">The time.</param>
    protected SimulatedPart(SimulatedNode node, string name, ServiceFigures figures, EventClock clock)
    {
        (Node, Name, Figures, Clock) = (node, name, figures, clock);
        Mailbox = new Station(name, clock, node.Processor);
        node.Host(name, Receive);
    }

    /// <summary>Its node.</summary>
    public SimulatedNode Node { get; }

    /// <summary>Its name on that node.</summary>
    public string Name { get; }

    /// <summary>What waits for it.</summary>
    public Station Mailbox { get; }

    /// <summary>What things take.</summary>
    protected ServiceFigures Figures { get; }

    /// <summary>The time.</summary>
    protected EventClock Clock { get; }

    /// <summary>Tells it something from within its process.</summary>
    public void Tell(object message) => Receive(message, static () => { });

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds.</summary>
    /// <param name="disposing">Whether somebody asked for it.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Has something told once what it does now is done.</summary>
    protected void Tell(SimulatedNode to, string part, ICrossesNodes message, string? replaces = null) => _telling.Add((to, part, message, replaces));

    /// <summary>Does something once what it does now is done.</summary>
    protected void After(Action what) => _after.Add(what);

    /// <summary>Handles a message.</summary>
    /// <returns>What that takes beside the telling.</returns>
    protected abstract Work Handle(object message);

    private void Receive(object message, Action handled) => Mailbox.Take(() =>
    {
        var work = Handle(message);
        (SimulatedNode To, string Part, ICrossesNodes Message, string? Replaces)[] telling = [.. _telling];
        Action[] after = [.. _after];
        _telling.Clear();
        _after.Clear();
        return work with
        {
            Seconds = work.Seconds + (Figures.Message * (1 + telling.Length)),
            Done = () =>
            {
                foreach (var one in telling) Node.Send(one.To, one.Part, one.Message, one.Replaces);
                foreach (var what in after) what();
                handled();
            },
        };
    });
}
