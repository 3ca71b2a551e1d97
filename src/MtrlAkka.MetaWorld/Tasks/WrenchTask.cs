using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task with a ring wrench and a peg that its ring fits over; the wrench is seen by its handle.</summary>
internal abstract class WrenchTask(Simulation simulation, SawyerArm arm) : ManipulationTask(simulation, arm)
{
    private const double HalfHandle = 0.01;

    private readonly int _wrench = simulation.Model.Body("RoundNut");
    private readonly int _ring = simulation.Model.Site("RoundNut");
    private readonly int _handle = simulation.Model.Site("RoundNut-8");
    private readonly int _peg = simulation.Model.Body("peg");

    /// <summary>The wrench's own origin.</summary>
    protected Point Wrench => BodyAt(_wrench);

    /// <summary>The middle of the ring.</summary>
    protected Point Ring => SiteAt(_ring);

    /// <summary>The middle of the handle.</summary>
    protected Point Grip => SiteAt(_handle);

    public override void ObserveObjects(Span<double> objects) => ObserveBody(objects, _wrench, Grip);

    protected void PlacePeg(Point place) => place.CopyTo(Model.BodyPosition(_peg));

    /// <summary>Reward for having the handle in the fingers.</summary>
    protected double Grasp(GripperCaging caging, ReadOnlySpan<double> observation, double effort) =>
        caging.Reward(Arm, Start, Handle.Below(Seen(observation), Point.From(observation), HalfHandle), effort);

    /// <summary>The figures: grasp and place are paid as far as the wrench lies flat.</summary>
    protected static StepInfo Report(bool success, double grasp, double inPlace, ReadOnlySpan<double> observation)
    {
        double flat = Posture.Kept(observation, 0.707, 0.707, 0.4);
        double reward = success ? 10 : (2 * grasp + 6 * inPlace) * flat;
        return new StepInfo(success, flat, AsNumber(grasp >= 0.5), grasp, inPlace, 0, reward);
    }
}
