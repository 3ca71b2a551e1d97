using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press a button down from above.</summary>
internal sealed class ButtonPressTopdown : ManipulationTask
{
    private const double SuccessDistance = 0.024;

    private readonly int _box, _button, _hole, _buttonStart;

    private ButtonPressTopdown(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _box = Model.Body("box");
        _button = Model.Body("button");
        _hole = Model.Site("hole");
        _buttonStart = Model.Site("buttonStart");
    }

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "button-press-topdown-v3",
        Scene = "button-press-topdown.xml",
        ReferenceScene = "sawyer_button_press_topdown.xml",
        HandStart = new Point(0, 0.4f, 0.2f),
        VectorLow = [-0.1, 0.8, 0.115],
        VectorHigh = [0.1, 0.9, 0.115],
        GoalSite = null,
        Policy = new ButtonPressTopdownPolicy(),
        Create = static (simulation, arm) => new ButtonPressTopdown(simulation, arm),
    };

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_box));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Simulation.Forward();
        Start.Target = SiteAt(_hole);
        Start.Extent = Math.Abs(Start.Target.Z - SiteAt(_buttonStart).Z);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        (BodyAt(_button) + new Point(0, 0, 0.193)).CopyTo(objects);
        BodyQuaternion(_button).CopyTo(objects[3..]);
    }

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var button = Seen(observation);
        double opening = observation[3];
        double distance = (button - Arm.FingerCentre).Length;
        double left = Math.Abs(Start.Target.Z - button.Z);
        double near = Tolerance.LongTail(distance, 0, 0.01, (button - Start.Fingers).Length);
        double pressed = Tolerance.LongTail(left, 0, 0.005, Start.Extent);

        double reward = 5 * Conjunction.Hamacher(1 - opening, near);
        if (distance <= 0.03) reward += 5 * pressed;
        return new StepInfo(
            left <= SuccessDistance, AsNumber(distance <= 0.05), AsNumber(opening > 0), near, pressed, left, reward);
    }
}
