using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.MetaWorld.Tasks;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tests.Examples;

/// <summary>A task of one's own: touch a ball that lies somewhere on the table, without pushing it away.</summary>
public sealed class TouchBall(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    private const double Radius = 0.03;

    private readonly int _ball = simulation.Model.Body("ball");

    public static TaskDefinition Definition { get; } = new()
    {
        Name = "touch-ball",
        Scene = "touch-ball.xml",
        HandStart = new Point(0, 0.6, 0.2),
        VectorLow = [-0.2, 0.6, Radius],
        VectorHigh = [0.2, 0.8, Radius],
        GoalSite = null,
        Policy = new FromAbove(),
        Create = static (simulation, arm) => new TouchBall(simulation, arm),
    };

    public override void Begin(ReadOnlySpan<double> vector)
    {
        Start.Thing = Start.Target = Point.From(vector);
        PlaceFreeObject(Start.Thing);
    }

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _ball);

    public override StepInfo Evaluate(ReadOnlySpan<double> observation, ReadOnlySpan<double> action)
    {
        var ball = Seen(observation);
        double gap = (Arm.FingerCentre - ball).Length;
        double near = Tolerance.LongTail(gap, 0, Radius, (Start.Fingers - Start.Thing).Length);
        double still = Tolerance.LongTail((ball - Start.Target).Length, 0, 0.02, 0.1);
        bool success = gap < Radius && still == 1;
        double reward = success ? 10 : 9 * Conjunction.Hamacher(near, still);
        return new StepInfo(success, AsNumber(gap < Radius), 0, near, still, (ball - Start.Target).Length, reward);
    }

    private sealed class FromAbove : IScriptedPolicy
    {
        public Move Decide(in SceneView view) => (view.Hand - view.Thing).LengthXy > 0.02
            ? new Move(view.Thing + new Point(0, 0, 0.2), 10, -1)
            : new Move(view.Thing + new Point(0, 0, 0.02), 10, -1);
    }
}
