using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the bolt on a cabinet's door; its random vector is the cabinet's place.</summary>
internal abstract class LockTask : ManipulationTask, IRewardV1
{
    private const double SuccessDistance = 0.02;
    private const double Travel = 0.1;

    private readonly int _cabinet, _door, _bolt, _grip;

    /// <param name="simulation">The physics.</param>
    /// <param name="arm">The robot.</param>
    /// <param name="grip">The site of the bolt that the hand is to push.</param>
    /// <param name="otherGoal">The goal that is not this task's; it is put out of sight.</param>
    protected LockTask(Simulation simulation, SawyerArm arm, string grip, string otherGoal) : base(simulation, arm)
    {
        _cabinet = Model.Body("door");
        _door = Model.Body("door_link");
        _bolt = Model.Body("lock_link");
        _grip = Model.Site(grip);
        HideGoal(otherGoal);
    }

    /// <summary>Where the hand begins; the benchmark keeps it in single precision.</summary>
    protected static Point HandStart { get; } = new(0, 0.6f, 0.2f);

    /// <summary>Weights of a distance's axes: to be a little off along the bolt matters least.</summary>
    protected static Point Weights { get; } = new(0.25, 1, 0.5);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_cabinet));

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _door, SiteAt(_grip));

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var grip = Seen(observation);
        double left = (grip - Start.Target).Length;
        double reward = ShapedProgress.WithinReach(
            (grip - Arm.FingerCentre).Length, (Start.Target - Start.Thing).Length, left);
        return new StepInfo(left <= SuccessDistance, 1, 0, 0, 0, left, reward);
    }

    /// <summary>Remembers where the bolt turns, and where its grip belongs from there.</summary>
    protected void SetTarget(Point shift)
    {
        Start.Thing = BodyAt(_bolt);
        Start.Target = Start.Thing + shift;
    }

    /// <summary>Degree to which the grip is where it belongs along the one axis that counts.</summary>
    protected static double InPlace(double left) => Tolerance.LongTail(left, 0, 0.005, Travel);

    protected static StepInfo Report(double opening, double distance, double near, double left, double inPlace, double reward) =>
        new(left <= SuccessDistance, AsNumber(distance <= 0.05), AsNumber(opening > 0), near, inPlace, left, reward);
}
