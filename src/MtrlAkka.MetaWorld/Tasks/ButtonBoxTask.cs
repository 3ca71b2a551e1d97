using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with the box that has one big button; its random vector is the box's place.</summary>
internal abstract class ButtonBoxTask : PressTask
{
    // From the button's body to the middle of its face.
    private const double FaceOffset = 0.193;

    private readonly int _box, _button, _hole, _buttonStart;

    protected ButtonBoxTask(Simulation simulation, SawyerArm arm) : base(simulation, arm)
    {
        _box = Model.Body("box");
        _button = Model.Body("button");
        _hole = Model.Site("hole");
        _buttonStart = Model.Site("buttonStart");
    }

    /// <summary>Where the hand begins; the benchmark keeps it in single precision.</summary>
    protected static Point HandStart { get; } = new(0, 0.4f, 0.2f);

    public override void Arrange(ReadOnlySpan<double> vector) => Point.From(vector).CopyTo(Model.BodyPosition(_box));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        // A button that points up keeps the place to which its own weight brought it.
        if (FromAbove) Simulation.Forward();
        else PlaceJoint(0);
        Start.Target = SiteAt(_hole);
        Start.Extent = Math.Abs(Along(Start.Target) - Along(SiteAt(_buttonStart)));
    }

    public override void ObserveObjects(Span<double> objects)
    {
        var face = FromAbove ? new Point(0, 0, FaceOffset) : new Point(0, -FaceOffset, 0);
        ObserveBody(objects, _button, BodyAt(_button) + face);
    }
}
