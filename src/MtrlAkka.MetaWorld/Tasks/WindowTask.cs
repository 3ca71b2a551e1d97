using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the window that slides along x; its random vector is the frame's place.</summary>
internal abstract class WindowTask : ManipulationTask, IRewardV1
{
    /// <summary>Within it the fingers count as at the handle, metres.</summary>
    protected const double HandleRadius = 0.02;

    /// <summary>How far the window slides, metres.</summary>
    protected const double Travel = 0.2;

    private const double TargetRadius = 0.05;

    private readonly int _frame, _slide, _handle;

    protected WindowTask(Simulation simulation, SawyerArm arm, string handle) : base(simulation, arm)
    {
        _frame = Model.Body("window");
        _slide = Model.PositionAddress(Model.Joint("window_slide"));
        _handle = Model.Site(handle);
    }

    /// <summary>Where the hand begins; the benchmark keeps it in single precision.</summary>
    protected static Point HandStart { get; } = new(0, 0.4f, 0.2f);

    protected Point Handle => SiteAt(_handle);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_frame));

    public override void ObserveObjects(Span<double> objects) => Handle.CopyTo(objects);

    public StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var handle = Seen(observation);
        double left = Math.Abs(handle.X - Start.Target.X);
        double reach = (handle - Arm.FingerCentre).Length;
        double slid = reach < 0.05 ? ShapedProgress.Toward(Travel, left) : 0;
        return new StepInfo(left <= TargetRadius, 1, 1, 0, 0, left, -reach + slid);
    }

    /// <summary>Sets how far the window is open, metres. It shows from the first step on, as in the benchmark.</summary>
    protected void Slide(double opening) => Simulation.Positions[_slide] = opening;

    /// <summary>Degree to which the handle is where it belongs along x, and what is left, metres.</summary>
    protected (double InPlace, double Left) Progress(Point handle, double startX)
    {
        double left = Math.Abs(handle.X - Start.Target.X);
        double margin = Math.Abs(Math.Abs(startX - Start.Target.X) - TargetRadius);
        return (Tolerance.LongTail(left, 0, TargetRadius, margin), left);
    }

    /// <summary>Distance of the fingers from the handle, and the margin that its reward falls over, metres.</summary>
    protected (double Distance, double Margin) Approach(Point handle) => (
        (handle - Arm.FingerCentre).Length,
        Math.Abs((Start.Landmark - Start.Fingers).Length - HandleRadius));

    protected static StepInfo Report(double distance, double reach, double inPlace, double left) => new(
        left <= TargetRadius,
        AsNumber(distance <= 0.05),
        1,
        reach,
        inPlace,
        left,
        10 * Conjunction.Hamacher(reach, inPlace));
}
