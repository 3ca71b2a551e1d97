using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>
/// One task in one simulation: how an episode is laid out, what is seen of the objects, and the reward. All that tasks
/// have in common (hand, stepping, frames, horizon) is the environment's.
/// </summary>
public abstract class ManipulationTask
{
    private EpisodeStart _start;

    /// <summary>A task in a simulation of its scene.</summary>
    protected ManipulationTask(Simulation simulation, SawyerArm arm)
    {
        Simulation = simulation;
        Arm = arm;
        Arranges = GetType().GetMethod(nameof(Arrange))!.DeclaringType != typeof(ManipulationTask);
    }

    /// <summary>The episode's start, set by <see cref="Begin"/>.</summary>
    public ref EpisodeStart Start => ref _start;

    /// <summary>The physics.</summary>
    protected Simulation Simulation { get; }

    /// <summary>The scene.</summary>
    protected Model Model => Simulation.Model;

    /// <summary>The robot.</summary>
    protected SawyerArm Arm { get; }

    /// <summary>Whether <see cref="Arrange"/> does anything.</summary>
    internal bool Arranges { get; }

    /// <summary>Moves the scene's fixed parts to where the random vector says. Depends on nothing else.</summary>
    public virtual void Arrange(ReadOnlySpan<double> vector)
    {
    }

    /// <summary>Places the objects and fills <see cref="Start"/>, after the hand came to rest in the arranged scene.</summary>
    public abstract void Begin(ReadOnlySpan<double> vector);

    /// <summary>Writes position and quaternion of each object, seven numbers a piece; the rest stays as it is (0).</summary>
    /// <param name="objects">14 numbers.</param>
    public abstract void ObserveObjects(Span<double> objects);

    /// <summary>Reward (version 2, in [0, 10]) and figures of the state that <paramref name="observation"/> shows.</summary>
    /// <param name="observation">39 numbers, as the learner gets them.</param>
    /// <param name="action">The four numbers that led here, not cut to any range.</param>
    public abstract StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action);

    /// <summary>Where an observation shows the first object.</summary>
    protected static Point Seen(ReadOnlySpan<double> observation) => Point.From(observation[4..]);

    /// <summary>1 or 0.</summary>
    protected static double AsNumber(bool condition) => condition ? 1 : 0;

    /// <summary>Where a body is.</summary>
    protected Point BodyAt(int body) => Point.At(Simulation.BodyPositions, body);

    /// <summary>Shows an object as a body: its place and its quaternion, in the first seven numbers.</summary>
    protected void ObserveBody(Span<double> objects, int body) => ObserveBody(objects, body, BodyAt(body));

    /// <summary>Shows an object at a place with a body's quaternion, in the first seven numbers.</summary>
    protected void ObserveBody(Span<double> objects, int body, Point place)
    {
        place.CopyTo(objects);
        Simulation.BodyQuaternions.Slice(4 * body, 4).CopyTo(objects[3..]);
    }

    /// <summary>Where a geom is.</summary>
    protected Point GeomAt(int geom) => Point.At(Simulation.GeomPositions, geom);

    /// <summary>A geom's orientation, 3×3 row-major.</summary>
    protected ReadOnlySpan<double> GeomMatrix(int geom) => Simulation.GeomMatrices.Slice(9 * geom, 9);

    /// <summary>Where a site is.</summary>
    protected Point SiteAt(int site) => Point.At(Simulation.SitePositions, site);

    /// <summary>A site's orientation, 3×3 row-major.</summary>
    protected ReadOnlySpan<double> SiteMatrix(int site) => Simulation.SiteMatrices.Slice(9 * site, 9);

    /// <summary>Puts a site that shows another task's goal out of sight.</summary>
    protected void HideGoal(string site) => new Point(10, 10, 10).CopyTo(Model.SitePosition(Model.Site(site)));

    /// <summary>Puts a free object at a place, at rest, its orientation unchanged.</summary>
    protected void PlaceFreeObject(Point place)
    {
        place.CopyTo(Simulation.Positions[SawyerArm.JointCount..]);
        Simulation.Velocities.Slice(SawyerArm.JointCount, 6).Clear();
        Simulation.Forward();
    }

    /// <summary>Puts the scene's first joint after the arm's at a position (metres or radians), at rest.</summary>
    protected void PlaceJoint(double position)
    {
        Simulation.Positions[SawyerArm.JointCount] = position;
        Simulation.Velocities[SawyerArm.JointCount] = 0;
        Simulation.Forward();
    }
}
