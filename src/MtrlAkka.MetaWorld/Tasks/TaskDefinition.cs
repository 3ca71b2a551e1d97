using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>The figures of a task: scene, ranges, start of the hand.</summary>
internal sealed record TaskDefinition
{
    /// <summary>Where the mocap body may go, for most tasks.</summary>
    public static readonly Box UsualReach = new(new Point(-0.5, 0.40, 0.05), new Point(0.5, 1, 0.5));

    /// <summary>Name as in the benchmark, such as reach-v3.</summary>
    public required string Name { get; init; }

    /// <summary>File name of this project's scene.</summary>
    public required string Scene { get; init; }

    /// <summary>File name of Meta-World's scene, in its folder <c>sawyer_xyz</c>.</summary>
    public required string ReferenceScene { get; init; }

    /// <summary>Where the hand begins, metres.</summary>
    public required Point HandStart { get; init; }

    /// <summary>Where the hand's mocap body may go.</summary>
    public Box Reach { get; init; } = UsualReach;

    /// <summary>Range that observed goals are cut to.</summary>
    public Box GoalRange { get; init; } = UsualReach;

    /// <summary>Lower ends of the random vector that lays out an episode.</summary>
    public required double[] VectorLow { get; init; }

    /// <summary>Upper ends; as many as lower ones.</summary>
    public required double[] VectorHigh { get; init; }

    /// <summary>The least distance in x and y between the vector's two points; vectors with less are drawn again.</summary>
    public double MinimumSeparation { get; init; }

    /// <summary>Whether the scene has a site named goal to show the target by.</summary>
    public bool ShowsGoal { get; init; } = true;

    /// <summary>The benchmark's own solution.</summary>
    public required IScriptedPolicy Policy { get; init; }

    /// <summary>Makes the task in a simulation of its scene.</summary>
    public required Func<Simulation, SawyerArm, ManipulationTask> Create { get; init; }
}
