using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>The figures of a task: scene, ranges, start of the hand.</summary>
public sealed record TaskDefinition
{
    /// <summary>Where the mocap body may go, for most tasks.</summary>
    public static readonly Box UsualReach = new(new Point(-0.5, 0.40, 0.05), new Point(0.5, 1, 0.5));

    /// <summary>The same, but down to below the table top.</summary>
    public static readonly Box LowReach = new(new Point(-0.5, 0.40, -0.15), new Point(0.5, 1, 0.5));

    /// <summary>Name as in the benchmark, such as reach-v3.</summary>
    public required string Name { get; init; }

    /// <summary>File name of the scene in this project's folder of scenes, or a full path.</summary>
    public required string Scene { get; init; }

    /// <summary>File name of Meta-World's scene, in its folder <c>sawyer_xyz</c>; null for a task that is not of Meta-World.</summary>
    public string? ReferenceScene { get; init; }

    /// <summary>Where the hand begins, metres.</summary>
    public required Point HandStart { get; init; }

    /// <summary>Where the hand's mocap body may go.</summary>
    public Box Reach { get; init; } = UsualReach;

    /// <summary>Range that observed goals are cut to.</summary>
    public Box GoalRange { get; init; } = UsualReach;

    /// <summary>Lower ends of the random vector that lays out an episode: as many numbers as the task needs.</summary>
    public required double[] VectorLow { get; init; }

    /// <summary>Upper ends; as many as lower ones.</summary>
    public required double[] VectorHigh { get; init; }

    /// <summary>The least distance in x and y between the vector's first and last point; vectors with less are drawn again.</summary>
    public double MinimumSeparation { get; init; }

    /// <summary>What the vector's first point is kept away from in place of its last one, where there is such a place.</summary>
    public Point? SeparatedFrom { get; init; }

    /// <summary>The scene's site that shows the target; null where there is none.</summary>
    public string? GoalSite { get; init; } = "goal";

    /// <summary>The benchmark's own solution.</summary>
    public required IScriptedPolicy Policy { get; init; }

    /// <summary>Makes the task in a simulation of its scene.</summary>
    public required Func<Simulation, SawyerArm, ManipulationTask> Create { get; init; }

    /// <summary>Sees to it that the figures fit together.</summary>
    /// <exception cref="MetaWorldException">They do not.</exception>
    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Name)) throw new MetaWorldException("a task needs a name");
        if (VectorLow.Length < 3 || VectorLow.Length != VectorHigh.Length)
            throw new MetaWorldException($"the random vector of {Name} has {VectorLow.Length} lower and {VectorHigh.Length} upper ends; it needs as many of both, and 3 at least");
        if (VectorLow.Zip(VectorHigh).Any(static ends => !(ends.First <= ends.Second)))
            throw new MetaWorldException($"the random vector of {Name} has a lower end above its upper end");
    }
}
