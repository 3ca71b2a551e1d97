using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the faucet whose handle turns about the upright; its random vector is the faucet's place.</summary>
internal abstract class FaucetTask : ManipulationTask, IRewardV1
{
    private const double HandleLength = 0.175;
    private const double TargetRadius = 0.07;
    private const double ReachRadius = 0.01;

    private readonly int _faucet, _side;
    private readonly Point _push;

    /// <param name="simulation">The physics.</param>
    /// <param name="arm">The robot.</param>
    /// <param name="side">The site on the side of the handle that the hand is to push.</param>
    /// <param name="push">From there to where the fingers should be.</param>
    /// <param name="otherGoal">The goal that is not this task's; it is put out of sight.</param>
    protected FaucetTask(Simulation simulation, SawyerArm arm, string side, Point push, string otherGoal) : base(simulation, arm)
    {
        _faucet = Model.Body("faucetBase");
        _side = Model.Site(side);
        _push = push;
        HideGoal(otherGoal);
    }

    protected static Point HandStart { get; } = new(0, 0.4, 0.2);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_faucet));

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _faucet, SiteAt(_side) + new Point(0, 0, -0.01));

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation) + _push;
        double left = (handle - Start.Target).Length;
        double inPlace = Tolerance.LongTail(
            left, 0, TargetRadius, Math.Abs((Start.Thing - Start.Target).Length - TargetRadius));
        double distance = (handle - Arm.FingerCentre).Length;
        double reach = Tolerance.Gaussian(
            distance, 0, ReachRadius, Math.Abs((Start.Thing - Start.Fingers).Length - ReachRadius));

        bool success = left <= TargetRadius;
        double reward = success ? 10 : 2 * (2 * reach + 3 * inPlace);
        return new StepInfo(success, AsNumber(distance <= 0.01), 1, reach, inPlace, left, reward);
    }

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double left = (handle - Start.Target).Length;
        double reward = ShapedProgress.WithinReach(
            (handle - Arm.FingerCentre).Length, (Start.Target - Start.Thing).Length, left);
        return new StepInfo(left <= TargetRadius, 1, 1, 0, 0, left, reward);
    }

    /// <summary>Remembers where the faucet stands, and where its handle points when turned to a side (1 or -1 along x).</summary>
    protected void Begin(ReadOnlySpan<double> vector, int turn)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(turn * HandleLength, 0, 0.125);
    }
}
