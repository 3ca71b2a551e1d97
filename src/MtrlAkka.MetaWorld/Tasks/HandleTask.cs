using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the box whose handle slides up and down; its random vector is the box's place.</summary>
internal abstract class HandleTask : ManipulationTask, IRewardV1
{
    private readonly int _box, _grip, _target;

    /// <param name="simulation">The physics.</param>
    /// <param name="arm">The robot.</param>
    /// <param name="grip">The site that the learner sees of the handle.</param>
    /// <param name="target">The site where it belongs.</param>
    protected HandleTask(Simulation simulation, SawyerArm arm, string grip, string target) : base(simulation, arm)
    {
        _box = Model.Body("box");
        Top = Model.Site("handleStart");
        _grip = Model.Site(grip);
        _target = Model.Site(target);
    }

    protected static Point HandStart { get; } = new(0, 0.6, 0.2);

    /// <summary>The site on top of the handle.</summary>
    protected int Top { get; }

    /// <summary>Where the learner sees the handle.</summary>
    protected Point Handle => SiteAt(_grip);

    /// <summary>How near to the target's height counts as success, metres.</summary>
    protected abstract double SuccessDistance { get; }

    /// <summary>What version 1 reports as a grasp.</summary>
    protected abstract double GraspV1 { get; }

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_box));

    public override void ObserveObjects(Span<double> objects) => Handle.CopyTo(objects);

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double left = Math.Abs(handle.Z - Start.Target.Z);
        double reward = ShapedProgress.WithinReach((handle - Arm.LeftFinger).Length, Start.Extent, left);
        return new StepInfo(left <= SuccessDistance, 1, GraspV1, 0, 0, left, reward);
    }

    /// <summary>Puts the handle at a height below its upper stop, metres, and finds the target.</summary>
    protected void Raise(double position)
    {
        PlaceJoint(position);
        Start.Target = SiteAt(_target);
        Start.Extent = Math.Abs(SiteAt(Top).Z - Start.Target.Z);
    }
}
