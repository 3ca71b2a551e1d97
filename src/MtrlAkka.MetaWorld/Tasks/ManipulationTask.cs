using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// One task in one simulation: how an episode is laid out, what is seen of the objects, and the reward. All that tasks
/// have in common (hand, stepping, frames, horizon) is the environment's.
/// </summary>
internal abstract class ManipulationTask
{
    private EpisodeStart _start;

    protected ManipulationTask(Simulation simulation, SawyerArm arm)
    {
        Simulation = simulation;
        Arm = arm;
    }

    /// <summary>The episode's start, set by <see cref="Begin"/>.</summary>
    public ref EpisodeStart Start => ref _start;

    protected Simulation Simulation { get; }

    protected Model Model => Simulation.Model;

    protected SawyerArm Arm { get; }

    /// <summary>Moves the scene's fixed parts to where the random vector says. Depends on nothing else.</summary>
    public virtual void Arrange(ReadOnlySpan<double> vector)
    {
    }

    /// <summary>Places the objects and fills <see cref="Start"/>, after the hand came to rest in the arranged scene.</summary>
    public abstract void Begin(ReadOnlySpan<double> vector);

    /// <summary>Writes position and quaternion of each object, seven numbers a piece; the rest stays as it is (0).</summary>
    /// <param name="objects">14 numbers.</param>
    public abstract void ObserveObjects(Span<double> objects);

    /// <summary>Reward and figures of the state that <paramref name="observation"/> shows.</summary>
    /// <param name="observation">39 numbers, as the learner gets them.</param>
    /// <param name="action">The four numbers that led here, not cut to any range.</param>
    public abstract StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action);

    protected static Point Seen(ReadOnlySpan<double> observation) => Point.From(observation[4..]);

    protected static double AsNumber(bool condition) => condition ? 1 : 0;

    protected Point BodyAt(int body) => Point.At(Simulation.BodyPositions, body);

    protected Point SiteAt(int site) => Point.At(Simulation.SitePositions, site);

    /// <summary>Puts a free object at a place, at rest, its orientation unchanged.</summary>
    protected void PlaceFreeObject(Point place)
    {
        place.CopyTo(Simulation.Positions[SawyerArm.JointCount..]);
        Simulation.Velocities.Slice(SawyerArm.JointCount, 6).Clear();
        Simulation.Forward();
    }
}
