using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press the button of a coffee machine; the random vector is the machine's place.</summary>
internal sealed class CoffeeButton(Simulation simulation, SawyerArm arm) : PressTask(simulation, arm)
{
    private const double Travel = 0.03;

    private readonly CoffeeMachine _machine = new(simulation);
    private readonly int _button = simulation.Model.Site("buttonStart");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "coffee-button-v3",
        Scene = "coffee.xml",
        ReferenceScene = "sawyer_coffee.xml",
        HandStart = new Point(0, 0.4, 0.2),
        GoalRange = new Box(
            new Point(-0.1, 0.8, -0.001) + new Point(-0.001, -0.22 + Travel, 0.299),
            new Point(0.1, 0.9, 0.001) + new Point(0.001, -0.22 + Travel, 0.301)),
        VectorLow = [-0.1, 0.8, -0.001],
        VectorHigh = [0.1, 0.9, 0.001],
        GoalSite = "mug_goal",
        Policy = new CoffeeButtonPolicy(),
        Create = static (simulation, arm) => new CoffeeButton(simulation, arm),
    };

    protected override double NearRadius => 0.05;

    protected override double SuccessDistance => 0.02;

    public override void Arrange(ReadOnlySpan<double> vector) => _machine.MoveTo(Point.From(vector));

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Point.From(vector);
        Start.Target = Start.Thing + new Point(0, -0.22, 0.3) + new Point(0, Travel, 0);
        Start.Extent = Travel;
        _machine.PlaceMug(Start.Thing + CoffeeMachine.Spout);
    }

    public override void ObserveObjects(Span<double> objects)
    {
        SiteAt(_button).CopyTo(objects);
        objects[3] = 1;
    }

    protected override double Reward(double opening, double distance, double near, double pressed) =>
        ApproachThenPress(2, opening, near, distance <= 0.05, pressed);
}
